package io.tekton.sharedservices.config;

/** How a line of the logs is written. */
public enum LogFormat {
    /** For people. */
    TEXT,
    /** For machines: a JSON object a line, its fields those of the Elastic Common Schema. */
    JSON
}
