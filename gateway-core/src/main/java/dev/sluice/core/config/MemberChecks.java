package dev.sluice.core.config;

import dev.sluice.core.config.ProviderConfig.Member;
import java.util.List;

/** Checks what aggregates are made of. */
final class MemberChecks {

    private final Problems problems;
    private final GroupGraph groups;

    MemberChecks(Problems problems, GroupGraph groups) {
        this.problems = problems;
        this.groups = groups;
    }

    void check(List<ProviderConfig> providers) {
        for (int i = 0; i < providers.size(); i++) {
            check(list(i), providers.get(i).parts());
        }
        for (NameGraph.Circle circle : groups.circles()) {
            String member = KeyPath.item(list(circle.node()), circle.reference());
            problems.add(KeyPath.key(member, "provider"), "leads back to where it comes from: " + circle.names());
        }
    }

    private void check(String path, List<Member> members) {
        for (int i = 0; i < members.size(); i++) {
            String at = KeyPath.key(KeyPath.item(path, i), "provider");
            groups.checkExists(problems, at, members.get(i).provider());
        }
        ConfigChecks.refuseTwice(problems, path, members, Member::provider, "provider");
    }

    private static String list(int provider) {
        return KeyPath.key(KeyPath.item("providers", provider), "members");
    }
}
