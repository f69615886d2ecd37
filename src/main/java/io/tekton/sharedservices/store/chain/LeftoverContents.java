package io.tekton.sharedservices.store.chain;

import io.tekton.sharedservices.journal.leftover.LeftoverAction;
import io.tekton.sharedservices.journal.leftover.LeftoverCodecs;
import io.tekton.sharedservices.journal.leftover.RecordedLeftover;
import java.util.ArrayList;
import java.util.List;

/** What each kind of event about leftovers says. {@link LeftoverProjector} reads it again. */
public final class LeftoverContents {
    /** A page of events is read into the memory at once. */
    private static final int AT_ONCE = 50;

    private LeftoverContents() {}

    /** In as many events as it takes; none where nothing was judged. */
    public static List<Content> judged(List<RecordedLeftover> judged) {
        List<Content> events = new ArrayList<>();
        for (int from = 0; from < judged.size(); from += AT_ONCE) {
            List<Content> some = new ArrayList<>();
            for (RecordedLeftover one : judged.subList(from, Math.min(judged.size(), from + AT_ONCE))) {
                some.add(new Content().fields(LeftoverCodecs.LEFTOVER, one));
            }
            events.add(new Content().with("first", from + 1).with("leftovers", some));
        }
        return events;
    }

    /** All that explains why this is about to be done. */
    public static Content intended(LeftoverAction action) {
        return new Content().fields(LeftoverCodecs.ACTION, action);
    }

    public static Content settled(LeftoverAction action) {
        return new Content()
                .with("number", action.number())
                .with("result", action.result())
                .with("detail", action.detail());
    }
}
