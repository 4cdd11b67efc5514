package flagbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalPathsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/home/me/jdk/bin/java | java",
        "C:\\Users\\me\\jdk\\bin\\java.exe | java.exe",
        "-javaagent:/home/me/agent.jar=x | -javaagent:agent.jar=x",
        "-Djava.io.tmpdir=/home/me/tmp | -Djava.io.tmpdir=tmp",
        "-Xbootclasspath/a:/home/me/a.jar:/home/you/b.jar | -Xbootclasspath/a:a.jar:b.jar",
        "~/jdk/bin/java | java",
        "../me/agent.jar | agent.jar",
        "file:///home/me/a.jar | file:a.jar",
        "the server said HTTP/1.1 503 | the server said HTTP/1.1 503",
        "http://127.0.0.1:8001/flags/cn/cn.gif | http://127.0.0.1:8001/flags/cn/cn.gif",
        "19 of 20 flags/s | 19 of 20 flags/s",
      })
  void pathsLoseTheirDirectoriesAndNothingElseIsTouched(String text, String shortened) {
    assertEquals(shortened, LocalPaths.shorten(text));
  }
}
