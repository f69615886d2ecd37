package io.tekton.sharedservices.configsync.plan;

import io.tekton.sharedservices.json.JsonText;
import io.tekton.sharedservices.registry.PlatformEntries;
import io.tekton.sharedservices.registry.PlatformEntry;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A registry, a zero byte, and a configuration: any that are read have a plan for which all laws hold ({@link PlanLaws}), and a difference as people
 * read it.
 */
public final class PlanFuzz {
    private static final LocalDateTime NOW = LocalDateTime.parse("2026-03-04T05:06:07.123456");

    private PlanFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) throws ConfigFault {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        if (end < 0) {
            return;
        }
        List<PlatformEntry> registry;
        ConfigDocument config;
        try {
            registry = PlatformEntries.of(text.substring(0, end));
            config = ConfigDocument.of(JsonText.of(text.substring(end + 1)));
        } catch (IllegalArgumentException | ConfigFault e) {
            // it is refused
            return;
        }
        SyncPlan plan = SyncPlan.of(registry, config, NOW);
        PlanLaws.assertHold(registry, config, plan, NOW, "");
        new Difference(UnaryOperator.identity()).ofEdits("f", config.json().text(), plan.edits());
    }
}
