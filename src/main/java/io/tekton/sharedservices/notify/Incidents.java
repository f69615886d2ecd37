package io.tekton.sharedservices.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which conditions people have heard of: each is reported once when it begins, and once when it has ended, however
 * often it is seen in between. Not thread-safe.
 */
final class Incidents {
    private final String host;
    private final Set<String> reported;

    /** @param reported keys of conditions that people have heard of, and that had not ended */
    Incidents(String host, Set<String> reported) {
        this.host = host;
        this.reported = new TreeSet<>(reported);
    }

    /**
     * What is to be said about the change.
     *
     * @param present all that is wrong now, as far as that is known
     * @param unknown whether it is not known now how a subject is, for instance since a run of the job is on: then
     *     nothing that was reported of it has ended
     * @param wanted the kinds that people want to hear of
     */
    List<Notification> update(List<Condition> present, Predicate<String> unknown, Set<Kind> wanted, Instant now) {
        List<Notification> news = new ArrayList<>();
        Map<String, Condition> byKey = new LinkedHashMap<>();
        present.stream()
                .filter(condition -> wanted.contains(condition.kind()))
                .forEach(condition -> byKey.putIfAbsent(condition.key(), condition));
        byKey.forEach((key, condition) -> {
            if (reported.add(key)) {
                news.add(new Notification(
                        condition.kind().word(),
                        false,
                        host,
                        condition.subject(),
                        condition.run(),
                        condition.text(),
                        now));
            }
        });
        for (String key : List.copyOf(reported)) {
            String kind = key.substring(0, key.indexOf(' '));
            String subject = key.substring(key.indexOf(' ') + 1);
            if (wanted.stream().noneMatch(one -> one.word().equals(kind))) {
                // nobody wants to hear of its end either
                reported.remove(key);
            } else if (!byKey.containsKey(key) && !unknown.test(subject)) {
                reported.remove(key);
                news.add(new Notification(
                        kind, true, host, subject, null, subject + " is well again: no longer " + kind, now));
            }
        }
        return news;
    }

    Set<String> reported() {
        return Set.copyOf(reported);
    }
}
