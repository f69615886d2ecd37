package io.tekton.sharedservices.web.dashboard;

import io.tekton.sharedservices.journal.query.Leak;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sums of leaks by one of their facts, the largest first. */
final class Leaks {
    /** So many are shown of each fact. */
    static final int MOST = 10;

    private Leaks() {}

    /**
     * What leaks of one name come to.
     *
     * @param name the value of the filter of the audit that shows them
     */
    public record Sum(String name, long terminations, long ended, long memoryBytes) {
        private static final Sum NONE = new Sum("", 0, 0, 0);

        private Sum plus(String of, Leak leak) {
            return new Sum(
                    of, terminations + leak.terminations(), ended + leak.ended(), memoryBytes + leak.memoryBytes());
        }
    }

    /** @param fact null for leaks that are left out, since no filter could show them */
    static List<Sum> by(Function<Leak, @Nullable String> fact, List<Leak> leaks) {
        Map<String, List<Leak>> named = leaks.stream()
                .filter(leak -> fact.apply(leak) != null)
                .collect(Collectors.groupingBy(leak -> String.valueOf(fact.apply(leak))));
        return named.entrySet().stream()
                .map(same -> sum(same.getKey(), same.getValue()))
                .sorted(Comparator.comparingLong(Sum::terminations).reversed().thenComparing(Sum::name))
                .limit(MOST)
                .toList();
    }

    static Sum sum(String name, List<Leak> leaks) {
        Sum sum = Sum.NONE;
        for (Leak leak : leaks) {
            sum = sum.plus(name, leak);
        }
        return sum;
    }
}
