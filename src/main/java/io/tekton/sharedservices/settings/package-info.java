/**
 * The mechanism of settings: where they come from, which one counts, and all that is wrong with them at once. It knows
 * no job: each room reads its own section through {@link io.tekton.sharedservices.settings.SettingsReader} into a
 * record of its own.
 */
@NullMarked
package io.tekton.sharedservices.settings;

import org.jspecify.annotations.NullMarked;
