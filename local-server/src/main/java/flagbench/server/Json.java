package flagbench.server;

import tools.jackson.databind.json.JsonMapper;

/** A class of its own, since loading Jackson takes long and most servers are never asked. */
final class Json {
  static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}
}
