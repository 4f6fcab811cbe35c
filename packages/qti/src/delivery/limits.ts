/** Limits that hold for every item: what `readItem` accepts, `parseDeliveryItem` accepts. */
export const limits = {
  /** Nesting of elements in a file. */
  depth: 100,
  /** Text, element and interaction nodes of one item, prompts and choices included. */
  nodes: 20_000,
  /** Characters of one text, attribute or title. */
  textLength: 100_000,
  responses: 100,
  /** Choices of one interaction, or of one set of a match. */
  choices: 200,
  assets: 500,
  /** Points of one response on a picture. */
  points: 50,
  /** How often a recording can have been played. */
  plays: 1_000,
  /** Bytes of a file that a pupil sends: a record, of 64 KiB at most, holds it with all other answers of its sequence. */
  uploadBytes: 30_000,
  /** Attempts of one item that the player gives, and states that they can lead to. */
  attempts: 10,
  steps: 40,
  /** Responses of one item in a record, those of attempts before among them. */
  recordedResponses: 50,
  /** Members of the response of a portable custom interaction. */
  members: 50,
  /** Characters that the module of a portable custom interaction may keep besides its response. */
  stateLength: 8_000,
  /** Modules that the portable custom interactions of a sequence need. */
  scripts: 50,
  /** Characters of a drawing: what one response of a pupil's record takes. */
  drawingLength: 8_000,
  catalogs: 500,
  /** Bytes of one video of sign language: every computer of a class keeps it before the test. */
  signLanguageBytes: 2_000_000,
  styleRules: 500,
  /** Rules of style that are read for an item; those that something of it can match are delivered. */
  styleRulesRead: 5_000,
  /** Shared texts and style sheets that one item refers to, and the bytes of each kind together. */
  sharedFiles: 20,
  sharedBytes: 500_000,
  /** Largest `maxLength` of a text response, in UTF-16 units. */
  maxLength: 8_000,
  /** Texts of one response that takes several, and the largest `maxLength` of each: what a list in a record holds. */
  strings: 100,
  stringLength: 500,
  /** Characters of a delivery item's JSON. */
  itemJsonLength: 4_000_000,
  items: 1_000,
  /** Of an adaptive sequence. */
  modules: 60,
  /** Characters of a sequence's JSON. */
  sequenceJsonLength: 40_000_000,
} as const;
