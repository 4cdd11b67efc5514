@echo off
rem Runs flagbench on the JDK of JAVA_HOME, or else on the java on the PATH. Never run yet: nobody of us has Windows.
setlocal
set "jar=%~dp0target\benchmarks.jar"
if not exist "%jar%" (
  echo flagbench: %jar% is not there: build it with mvn package -DskipTests>&2
  exit /b 2
)
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" --enable-native-access=ALL-UNNAMED "-Dflagbench.command=%~0" -jar "%jar%" %*
exit /b %errorlevel%
