package flagbench.cli;

import picocli.CommandLine.Option;

/** The option {@code --allow-remote} of several commands. */
final class RemoteOption {

  @Option(names = "--allow-remote", description = "Allow a server that is not on this machine.")
  boolean isAllowed;

  /** Passes the option on to the benchmarks in this JVM and in the forks. */
  void applyToBenchmarks() {
    if (isAllowed) {
      System.setProperty("flagbench.allowRemote", "true");
    }
  }
}
