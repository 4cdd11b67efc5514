package flagbench;

import java.util.List;

/** Options of the JVMs that tests start, most of whose time is spent on starting. */
public final class ShortLivedJvm {

  /**
   * They end before the second compiler has paid for itself, and the verifier would take a seventh
   * of their CPU time to check what javac has just written.
   */
  public static final List<String> OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:-BytecodeVerificationRemote");

  private ShortLivedJvm() {}
}
