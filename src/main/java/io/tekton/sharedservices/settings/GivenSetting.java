package io.tekton.sharedservices.settings;

/** A setting as somebody gave it, before anyone knows whether there is such a key. The value has no outer blanks. */
record GivenSetting(String key, String value, Origin origin) {

    GivenSetting {
        value = value.strip();
    }

    Problem problem(String what, String allowed) {
        return new Problem(origin, key, value, what, allowed);
    }
}
