package flagbench.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** Which commit the jar was built from. */
final class Version implements IVersionProvider {

  /** The commit as {@code git describe} names it, or "unknown". */
  static String commit() {
    @Nullable String commit = Version.class.getPackage().getImplementationVersion();
    // Built outside a git checkout, Maven leaves the property as it is written.
    return commit == null || commit.startsWith("${") ? "unknown" : commit;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"flagbench " + commit()};
  }
}
