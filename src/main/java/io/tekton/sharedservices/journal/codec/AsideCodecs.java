package io.tekton.sharedservices.journal.codec;

import io.tekton.sharedservices.journal.Intervention;
import io.tekton.sharedservices.journal.Pause;
import io.tekton.sharedservices.journal.RecordedSettingChange;
import io.tekton.sharedservices.journal.TriggerRepair;
import io.tekton.sharedservices.json.RecordCodec;

/** Records that belong to no run. */
public final class AsideCodecs {
    public static final RecordCodec<RecordedSettingChange> SETTING_CHANGE = RecordCodec.of(RecordedSettingChange.class)
            .named("before", "old")
            .named("after", "new")
            .optional("before", "after");

    public static final RecordCodec<Intervention> INTERVENTION =
            RecordCodec.of(Intervention.class).optional("reason", "outcome", "detail");

    public static final RecordCodec<Pause> PAUSE = RecordCodec.of(Pause.class);

    public static final RecordCodec<TriggerRepair> TRIGGER_REPAIR = RecordCodec.of(TriggerRepair.class);

    private AsideCodecs() {}
}
