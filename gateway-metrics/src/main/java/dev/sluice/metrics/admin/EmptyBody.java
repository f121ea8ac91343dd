package dev.sluice.metrics.admin;

import dev.sluice.core.manage.Outcome;

/** The body of what needs none: nothing, or an object without members. */
record EmptyBody() {

    static Outcome<EmptyBody> of(Call call) {
        return Json.read(call.body(), EmptyBody.class);
    }
}
