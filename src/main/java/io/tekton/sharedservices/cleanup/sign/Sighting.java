package io.tekton.sharedservices.cleanup.sign;

import io.tekton.sharedservices.process.ProcessFacts.Losses;
import io.tekton.sharedservices.process.ProcessNode;
import io.tekton.sharedservices.process.Reading;
import java.util.function.BooleanSupplier;

/**
 * What signs are read from, of one process at one moment.
 *
 * @param parent the process with its parent's pid
 * @param leader the process with the pid of its session's leader
 * @param service asked only where it matters: whether it is the first process of a service, or descends from that
 *     within the service ({@link ServiceUnit})
 */
public record Sighting(
        ProcessNode process,
        Reading<ProcessNode> parent,
        Reading<ProcessNode> leader,
        Losses losses,
        BooleanSupplier service) {}
