package flagbench.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IVersionProvider;

/** Tells which commit the jar was built from. */
final class Version implements IVersionProvider {

  /** The commit as {@code git describe} names it, or "unknown". */
  static String commit() {
    @Nullable String commit = Version.class.getPackage().getImplementationVersion();
    // Outside a git checkout Maven does not replace the property ${...} in the manifest.
    return commit == null || commit.startsWith("${") ? "unknown" : commit;
  }

  @Override
  public String[] getVersion() {
    return new String[] {"flagbench " + commit()};
  }
}
