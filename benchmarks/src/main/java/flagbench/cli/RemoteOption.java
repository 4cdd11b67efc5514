package flagbench.cli;

import picocli.CommandLine.Option;

/** The option {@code --allow-remote} of several commands. */
final class RemoteOption {

  static final String NAME = "--allow-remote";

  private static final String PROPERTY = "flagbench.allowRemote";

  @Option(names = NAME, description = "Allow a server that is not on this machine.")
  boolean isAllowed;

  /** Passes the option on to the benchmarks in this JVM and in the forks. */
  void applyToBenchmarks() {
    if (isAllowed) {
      System.setProperty(PROPERTY, "true");
    }
  }

  /** Whether the option has been passed on to the benchmarks. */
  static boolean isApplied() {
    return Boolean.getBoolean(PROPERTY);
  }
}
