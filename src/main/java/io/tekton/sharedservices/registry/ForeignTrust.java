package io.tekton.sharedservices.registry;

import io.tekton.sharedservices.files.FileTrust;
import io.tekton.sharedservices.files.TrustObjection;
import io.tekton.sharedservices.json.FileFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which files of others are believed. Immutable. */
interface ForeignTrust {
    /**
     * What speaks against the file and the way to it.
     *
     * @throws java.nio.file.NoSuchFileException if it is not there
     */
    List<TrustObjection> ofFile(Path file) throws IOException;

    /** What speaks against a folder from which a file may be absent: who may write it can have removed the file. */
    List<TrustObjection> ofFolder(Path folder) throws IOException;

    /** For files that colleagues edit: of any owner, as long as not everybody may write them. */
    static ForeignTrust ofAnyOwner() {
        FileTrust trust = FileTrust.ofThisUser();
        return new ForeignTrust() {
            @Override
            public List<TrustObjection> ofFile(Path file) throws IOException {
                return trust.judgeLeniently(file);
            }

            @Override
            public List<TrustObjection> ofFolder(Path folder) throws IOException {
                return trust.judgeFolderLeniently(folder);
            }
        };
    }

    /** For registries: also of this user, root or one of these users, and so is every folder and link on the way. */
    static ForeignTrust ofOwners(Set<Integer> trustedUids) {
        FileTrust trust = FileTrust.ofThisUser().trustingAlso(trustedUids);
        return new ForeignTrust() {
            @Override
            public List<TrustObjection> ofFile(Path file) throws IOException {
                List<TrustObjection> objections = new ArrayList<>(trust.judgeOwners(file));
                if (objections.isEmpty()) {
                    objections.addAll(trust.judgeLeniently(file));
                }
                return objections;
            }

            @Override
            public List<TrustObjection> ofFolder(Path folder) throws IOException {
                return trust.judgeOwners(folder);
            }
        };
    }

    /** @throws FileFault for the first grave objection */
    static void mustBeEmpty(List<TrustObjection> objections) throws FileFault {
        for (TrustObjection objection : objections) {
            if (objection.owner()) {
                throw FileFault.untrusted(
                        "cannot be trusted: " + objection.text() + ", or name that user in registry.trusted-users");
            }
            if (objection.grave()) {
                throw FileFault.lasting("cannot be trusted: " + objection.text());
            }
        }
    }
}
