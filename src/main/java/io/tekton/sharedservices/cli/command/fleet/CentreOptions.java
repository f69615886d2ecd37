package io.tekton.sharedservices.cli.command.fleet;

import io.tekton.sharedservices.cli.option.Arguments;
import io.tekton.sharedservices.cli.option.Context;
import io.tekton.sharedservices.cli.option.Context.OwnOption;
import io.tekton.sharedservices.cli.option.OptionSpecs;
import io.tekton.sharedservices.cli.option.UsageException;
import io.tekton.sharedservices.fleet.settings.FleetSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** Where the centre is and as whom to ask it: the settings of this host, or an operator's own. */
final class CentreOptions {
    private CentreOptions() {}

    static OptionSpecs addTo(OptionSpecs specs) {
        return specs.value("url", "URL", "the central PostgreSQL; default fleet.url")
                .value("user", "ROLE", "log in as this role; default fleet.user")
                .value("password-file", "FILE", "with the password in this file; default fleet.password-file");
    }

    static FleetSettings of(CommandLine line, Context context) {
        List<OwnOption> own = new ArrayList<>();
        Arguments.text(line, "url").ifPresent(url -> own.add(new OwnOption("--url", "fleet.url", url)));
        Arguments.text(line, "user").ifPresent(user -> own.add(new OwnOption("--user", "fleet.user", user)));
        Arguments.text(line, "password-file")
                .ifPresent(file -> own.add(new OwnOption(
                        "--password-file",
                        "fleet.password-file",
                        Arguments.path(file).toString())));
        FleetSettings settings = context.settings(own).fleet();
        if (!settings.isOn()) {
            throw new UsageException("this host belongs to no fleet: fleet.url is not set. Set it with fleet.user and"
                    + " fleet.password-file (docs/fleet.md), or give --url and --user");
        }
        // an operator has no file where the server asks for no password
        return line.hasOption("user") && !line.hasOption("password-file") ? settings.withoutPassword() : settings;
    }
}
