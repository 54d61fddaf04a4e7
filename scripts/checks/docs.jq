# From a module's symbol graph: the declarations that should have a documentation comment and have none.
def spelled: [.declarationFragments[]?.spelling] | join("");
def documented: [.docComment.lines[]?.text] | join("") | test("\\S");

(.relationships | map(select(.sourceOrigin) | {(.source): true}) | add // {}) as $fulfils
| (.symbols | map(select(.kind.identifier | endswith("property")) | {(.pathComponents | join(".")): true}) | add // {})
  as $properties
| .symbols[]
| .pathComponents[:-1] as $type
| select(.location.uri // "" | startswith("file://" + $root + "/"))
| select((documented or $fulfils[.identifier.precise]) | not)
| select(.kind.identifier | IN("swift.deinit", "swift.func.op") | not)
| select(.pathComponents | index("CodingKeys") | not)
| select(
    .kind.identifier == "swift.init"
    and (spelled | test("^[^(]*init[?!]|\\bthrows\\b") | not)
    and ([.functionSignature.parameters[]? | .internalName // .name | $properties[$type + [.] | join(".")]] | all)
    | not)
| "\(.location.uri | ltrimstr("file://" + $root + "/")):\(.location.position.line + 1): \(.pathComponents | join("."))"
