/** Returns the text of a new scenario with comments; `schema` is where editors find its schema. */
export function scenarioStart(name: string, schema: string | undefined): string {
  const schemaLine =
    schema === undefined
      ? '// For completion in an editor: sim schema > scenario.schema.json, and here\n' +
        '  // "$schema": "./scenario.schema.json",'
      : `"$schema": ${JSON.stringify(schema)},`
  return `{
  ${schemaLine}
  "version": 1,
  "name": "${name}",
  "title": "My swarm",
  "about": "What happens here, and what to look at in the results.",

  // The same seed repeats the run, message for message.
  "seed": "1",

  // What is shared. Units: B, KiB, MiB, GiB; kB, MB, GB.
  "torrent": { "size": "10 MiB", "pieceLength": "256 KiB" },

  // Settings of every peer; a group can have its own. "sim list policies" names all policies.
  "peer": {
    "choker": "tit-for-tat",
    "picker": "rarest-first",
    "slots": 4
  },

  // Who takes part. A group is any number of peers of one kind.
  "groups": {
    "origin": {
      // Has the whole torrent from the start.
      "holds": "all",
      // A link of your own; "sim list presets" names ready ones.
      "access": { "up": "4 Mbit/s", "down": "4 Mbit/s", "latency": "20 ms" }
    },
    "leechers": {
      "count": 50,
      "access": "adsl",
      // All arrive within ten seconds. Others: { "kind": "poisson", "perSecond": 0.5 }.
      "arrive": { "kind": "flash", "over": "10 s" }
      // To make each leave at 95 % of the torrent: "leave": { "at": "95%" }
    }
  }
}
`
}
