/**
 * The mechanism of settings: where they come from, which one applies, and all faults reported at once. It knows no job:
 * each room reads its section through {@link io.tekton.sharedservices.settings.SettingsReader} into its own record.
 */
@NullMarked
package io.tekton.sharedservices.settings;

import org.jspecify.annotations.NullMarked;
