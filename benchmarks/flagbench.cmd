@echo off
rem Starts flagbench on a JDK of version 21 or newer: see the file flagbench, which does the same on other systems.
setlocal
set "minimum=21"
set "target=%~dp0target"
set "jar=%target%\benchmarks.jar"
if not exist "%jar%" (
  echo flagbench: "%jar%" is missing: build it with 'mvn package' 1>&2
  exit /b 2
)
set "java="
if defined JAVA_HOME call :take "%JAVA_HOME%"
if not defined java if exist "%target%\jdk.txt" for /f "usebackq tokens=1,* delims==" %%a in (`findstr /c:"java.home =" "%target%\jdk.txt"`) do for /f "tokens=*" %%h in ("%%b") do call :take "%%h"
if not defined java for /f "delims=" %%j in ('where java 2^>nul') do if not defined java call :take "%%~dpj.."
if not defined java (
  echo flagbench: no JDK %minimum% or newer found: set JAVA_HOME to one, or put its java on the PATH 1>&2
  exit /b 2
)
set "archive="
for %%c in (bench tune compare report download serve probe) do if "%~1"=="%%c" set "archive=%target%\%%c-jdk%version%.jsa"
set "flags="
for %%c in (download probe) do if "%~1"=="%%c" set "flags=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
if "%~1"=="compare" set "flags=-XX:TieredStopAtLevel=1 -XX:+UseParallelGC -XX:MaxNewSize=96m -XX:MaxTenuringThreshold=0 -XX:GCTimeRatio=9"
rem A JVM does not start with two collectors, and these variables may choose one.
if defined JAVA_TOOL_OPTIONS set "flags="
if defined JDK_JAVA_OPTIONS set "flags="
if defined archive (
  "%java%" %flags% -Dsun.misc.unsafe.memory.access=allow "-Dflagbench.launcher=%~0" -XX:+AutoCreateSharedArchive "-XX:SharedArchiveFile=%archive%" -Xlog:disable -Xlog:all=error:stderr -jar "%jar%" %*
) else (
  "%java%" -Dsun.misc.unsafe.memory.access=allow "-Dflagbench.launcher=%~0" -jar "%jar%" %*
)
exit /b %errorlevel%

:take
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
set "found="
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "found=%%~v"
for /f "delims=.-+" %%m in ("%found%") do if %%m geq %minimum% (
  set "java=%~1\bin\java.exe"
  set "version=%found%"
)
exit /b
