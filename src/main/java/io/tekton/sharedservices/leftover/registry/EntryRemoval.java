package io.tekton.sharedservices.leftover.registry;

import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.json.JsonValue;
import io.tekton.sharedservices.json.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes members out of a JSON object; every other character of its text stays as it is. */
final class EntryRemoval {
    private EntryRemoval() {}

    /**
     * The text without these members.
     *
     * @param names of members; at least one other one stays
     */
    static String without(JsonText json, Set<String> names) {
        List<JsonValue.Member> members = json.root().members();
        if (members.stream().allMatch(member -> names.contains(member.name()))) {
            throw new IllegalArgumentException("an object must not lose all its members");
        }
        List<TextEdit> edits = new ArrayList<>();
        boolean kept = false;
        for (int i = 0; i < members.size(); i++) {
            JsonValue.Member member = members.get(i);
            if (!names.contains(member.name())) {
                kept = true;
            } else if (kept) {
                // with the comma before it
                edits.add(new TextEdit(
                        members.get(i - 1).value().end(), member.value().end(), ""));
            } else {
                // nothing stays before it: with the comma behind it
                edits.add(new TextEdit(member.start(), members.get(i + 1).start(), ""));
            }
        }
        return TextEdit.apply(json.text(), edits);
    }
}
