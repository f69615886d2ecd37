package io.tekton.sharedservices.cleanup.owner;

import io.tekton.sharedservices.process.ProcessNode;
import java.util.Set;

/**
 * Terminal multiplexers, by what the kernel calls them: what runs in one is a person's, even where a host process
 * started the multiplexer.
 */
final class Multiplexers {
    private static final Set<String> NAMES =
            Set.of("tmux", "tmux: server", "screen", "SCREEN", "zellij", "dtach", "abduco", "mosh-server", "etserver");

    private Multiplexers() {}

    static boolean is(ProcessNode node) {
        return NAMES.contains(node.name());
    }
}
