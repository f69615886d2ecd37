package io.tekton.sharedservices.cleanup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.IntSupplier;

/**
 * One look at all processes for each line of input; prints its microseconds and how many matched.
 *
 * <p>{@code ScanServer FOLDER} is this program's own scan and judgement, of scripts below that folder; {@code ScanServer handles} is
 * {@link ProcessHandle}, as one would write it.
 */
public final class ScanServer {
    private ScanServer() {}

    public static void main(String[] arguments) throws IOException {
        IntSupplier look = arguments[0].equals("handles") ? ScanServer::handles : new Look(Path.of(arguments[0]))::orphans;
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long began = System.nanoTime();
            int found = look.getAsInt();
            long took = System.nanoTime() - began;
            System.out.println(took / 1_000 + " " + found);
        }
    }

    private static int handles() {
        return (int) ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("tekton_ai_specialist"))
                .filter(process -> process.info().startInstant().isPresent())
                .count();
    }
}
