package io.tekton.sharedservices.cleanup.host;

import io.tekton.sharedservices.settings.Places;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The installation that a cleanup is for.
 *
 * @param folder holds {@code .tekton}; absolute
 * @param inHome whether it is the home folder, because {@code TEKTON_ROOT} is not set: then not all that is below it is
 *     ours
 */
public record OurInstallation(Path folder, boolean inHome) {
    public static OurInstallation of(Places places) {
        return new OurInstallation(
                Objects.requireNonNull(places.tektonState().getParent()), places.tektonRoot() == null);
    }
}
