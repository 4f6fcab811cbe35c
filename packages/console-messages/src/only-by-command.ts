/**
 * Acts that the console has not, by the page where a person would look for them: it names their commands. A test of the
 * office's commands holds that each is either here or in the console.
 */
export const ONLY_BY_COMMAND = {
  life: [
    'campaign release',
    'campaign move',
    'campaign relay-bundle',
    'campaign relay-take',
    'campaign purged',
    'campaign prepare',
    'notices add',
    'notices list',
    'notices withdraw',
    'roles list',
    'roles give',
    'roles take',
  ],
  participation: ['campaign double-entry'],
  incidents: ['breach revoke', 'keys replace-signing', 'vault check', 'vault journal', 'verify published'],
  files: ['rights access', 'rights rectify', 'rights object'],
  items: ['items show', 'items files', 'qti check', 'qti preview', 'qti score', 'qti deliver', 'qti pack'],
  results: [
    'standards set',
    'standards undo',
    'campaign figures',
    'campaign destroy-research',
    'verify certificate',
    'verify journal',
    'verify pages',
    'verify site',
  ],
  closing: [
    'cohort key',
    'cohort mark',
    'cohort export',
    'cohort end',
    'cohort statement',
    'keys list',
    'keys rehearse',
  ],
  create: [
    'vault create',
    'vault backup',
    'vault restore',
    'vault rehearse',
    'keys init',
    'keys show',
    'keys copy',
    'keys passphrase',
    'keys split',
    'keys join',
  ],
} as const;

export type OnlyByCommand = (typeof ONLY_BY_COMMAND)[keyof typeof ONLY_BY_COMMAND][number];
