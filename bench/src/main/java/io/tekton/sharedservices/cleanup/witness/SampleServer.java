package io.tekton.sharedservices.cleanup.witness;

import io.tekton.sharedservices.cleanup.match.RuleParser;
import io.tekton.sharedservices.cleanup.match.Rules;
import io.tekton.sharedservices.cleanup.owner.WitnessScope;
import io.tekton.sharedservices.process.ProcessTable;
import io.tekton.sharedservices.process.linux.LinuxProcessTable;
import io.tekton.sharedservices.process.linux.TimeNamespace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * One sample of ownership for each line of input; prints its microseconds and how many processes are known below an
 * owner.
 *
 * <p>{@code SampleServer FOLDER CONDITIONS}: what was seen is kept in that folder, and CONDITIONS say what an owner
 * looks like.
 */
public final class SampleServer {
    private SampleServer() {}

    public static void main(String[] arguments) throws IOException {
        Rules rules = new Rules(List.of(), List.of(), List.of(RuleParser.owner("bench", arguments[1])));
        ProcessTable table = LinuxProcessTable.open(rules.variables(), Clock.systemUTC());
        Witness witness = new Witness(WitnessMemory.open(Path.of(arguments[0])));
        WitnessScope scope = new WitnessScope(table.bootId(), table.pidNamespace(), TimeNamespace.read());
        System.out.println("ready");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            long began = System.nanoTime();
            witness.sample(table, rules);
            long took = System.nanoTime() - began;
            System.out.println(took / 1_000 + " " + witness.memory().within(scope).below().size());
        }
    }
}
