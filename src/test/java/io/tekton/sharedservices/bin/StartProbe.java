package io.tekton.sharedservices.bin;

import java.io.IOException;
import java.util.List;

/**
 * Stands in for the program in tests of the start script: says how it was started; with {@code wait} it stays until
 * stopped.
 */
public final class StartProbe {
    private StartProbe() {}

    public static void main(String[] arguments) throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("stopped")));
        System.out.println("pid=" + ProcessHandle.current().pid());
        System.out.println("arguments=" + List.of(arguments));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("shared-services.") || name.startsWith("jna."))
                .sorted()
                .forEach(name -> System.out.println(name + "=" + System.getProperty(name)));
        System.out.println("ready");
        if (List.of(arguments).contains("wait")) {
            while (System.in.read() != -1) {
                continue;
            }
        }
    }
}
