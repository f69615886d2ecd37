package io.tekton.sharedservices;

/** The entry point of the command line: puts the parts together, once, and hands over. */
public final class Main {
    private Main() {}

    /** Prints the version. */
    public static void main(String[] arguments) {
        System.out.println(Main.class.getPackage().getImplementationVersion());
    }
}
