package dev.sluice.core.admission;

import dev.sluice.core.account.Account;
import dev.sluice.core.account.Limits;
import dev.sluice.core.account.Scope;
import dev.sluice.core.account.User;
import dev.sluice.core.admission.Subject.Source;
import java.util.ArrayList;
import java.util.List;

/** Whose limits hold for an account. Stateless. */
final class Subjects {

    private static final int MOST = 6;

    private Subjects() {}

    /** Those who are limited, in the order in which they are looked at: the narrowest first. */
    static List<Subject> of(Account who) {
        List<Subject> subjects = new ArrayList<>(MOST);
        add(subjects, Scope.KEY, who.key().id(), Source.OWN, who.key().limits());
        User user = who.user();
        if (user != null) {
            add(subjects, Scope.USER, user.id(), Source.OWN, user.limits());
            if (who.plan() != null) {
                add(subjects, Scope.USER, user.id(), Source.PLAN, who.plan().limits());
            }
        }
        if (who.role() != null) {
            add(subjects, Scope.ROLE, who.role().id(), Source.OWN, who.role().limits());
        }
        add(subjects, Scope.TENANT, who.tenant().id(), Source.OWN, who.tenant().limits());
        return subjects;
    }

    private static void add(List<Subject> subjects, Scope scope, String id, Source source, Limits limits) {
        if (!limits.most().isEmpty()) {
            subjects.add(new Subject(scope, id, source, limits));
        }
    }
}
