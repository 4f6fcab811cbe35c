/** The twin of `fr.ts`. */
import type { Words } from './fr.ts';

const s = (count: number | string | undefined) => (Number(count) === 1 ? '' : 's');

export const en: Words = {
  appName: 'Office console',
  language: 'Language',
  skipToContent: 'Skip to content',
  loading: 'Loading…',
  leave: 'Leave',
  again: 'Refresh',
  close: 'Close',
  cancel: 'Cancel',
  rehearsal: 'Rehearsal: the data are thrown away at closing.',
  noKeys: 'The keys are not connected: names, answers and results stay closed. Counts can be read.',
  vaultUser: (command, since) => `“${command}” has used the vault since ${since}. An act will wait its turn.`,
  everybody: 'No role is given: everybody may do everything.',
  campaign: 'Campaign',
  noCampaign: 'The vault holds no campaign yet.',
  failure: 'This page met an error. Nothing was changed.',
  reload: 'Reload',
  navigation: 'Pages of the console',
  entrance: {
    title: 'Office console',
    entering: 'Opening…',
    usedTitle: 'This address was used already',
    used: 'An address of the console opens once, within ten minutes. In the terminal where “cloison console” runs, press Enter: a new address is printed.',
    left: 'You have left the console. To come back, press Enter in the terminal where it runs.',
  },
  trouble: {
    away: 'The office’s program does not answer. If it was stopped, start “cloison console” again; what was done is kept.',
    unexpected: 'The office’s program met an unforeseen error. The terminal describes it.',
    session: 'The session is over. Press Enter in the console’s terminal for a new address.',
    origin: 'The office’s program did not hear this request.',
  },
  roles: { agent: 'agent', statistician: 'statistician', support: 'support', custodian: 'custodian' },
  pages: { life: 'Steps', works: 'Work', create: 'New campaign' },
  life: {
    title: 'Where the campaign stands',
    states: { open: 'Open', closing: 'Closing', closed: 'Closed' },
    next: 'To do now',
    nothingNext: 'Nothing to do for the moment.',
    steps: 'The steps',
    why: 'Why not now',
    command: 'On the command line',
    stepStates: { done: 'Done', again: 'Done, may be done again', now: 'To do', refused: 'Not yet' },
    names: {
      specify: 'Specify',
      validate: 'Validate',
      roster: 'Import pupils and schools',
      mint: 'Mint codes',
      assign: 'Assign codes',
      print: 'Print letters',
      publish: 'Publish',
      collect: 'Collect',
      report: 'Report',
      close: 'Close',
      export: 'Release to research',
    },
    what: {
      specify: 'The campaign’s folder: calendar, levels, sequences, items, domains and thresholds.',
      validate: 'All that the folder says is checked, and the campaign enters the vault.',
      roster: 'Files of schools and pupils enter the vault, sealed.',
      mint: 'Codes are drawn at random ahead of time, on every core.',
      assign: 'Each pupil, each member of staff and each school gets one, with an order number.',
      print: 'One letter to each head, with the code, goes by another way.',
      publish: 'Content without keys, holders and sealed documents go to the platform.',
      collect: 'What the platform received is fetched, opened, checked and scored.',
      report: 'Sealed reports go to teachers and heads.',
      close: 'The platform is erased, the key destroyed, the certificate signed.',
      export: 'The anonymised file leaves the vault with its codebook.',
    },
    facts: {
      specify: (v, n) =>
        `${n(v.levels)} level${s(v.levels)}, ${n(v.sequences)} sequence${s(v.sequences)}, ${n(v.items)} items, ${n(v.domains)} domain${s(v.domains)}`,
      validate: () => 'In the vault',
      roster: (v, n) =>
        `${n(v.pupils)} pupils in ${n(v.schools)} school${s(v.schools)}, ${n(v.imports)} import${s(v.imports)}`,
      mint: (v, n) =>
        Number(v.missing) > 0
          ? `${n(v.missing)} are missing`
          : `In stock: ${n(v.stockPupils)} of pupils, ${n(v.stockStaff)} of staff`,
      assign: (v, n) => (Number(v.unassigned) > 0 ? `${n(v.unassigned)} left to assign` : 'All assigned'),
      print: (v, n) =>
        Number(v.letters) > 0 ? `${n(v.letters)} letter${s(v.letters)}` : 'No letter printed',
      publish: (v, n) =>
        `${n(v.documents)} document${s(v.documents)} on the platform${Number(v.waiting) > 0 ? `, ${n(v.waiting)} waiting` : ''}`,
      collect: (v, n) => `${n(v.received)} received, ${n(v.final)} of them final`,
      report: (v, n) => `${n(v.complete)} finished sittings to report`,
      close: (v, n) => `${n(v.begun)} unfinished sittings, ${n(v.notBegun)} never begun`,
      export: (v, n) => (v.research === undefined ? '' : `${n(v.research)} rows kept for research`),
    },
    remarks: {
      'campaign-over': () => 'The campaign is closing or closed: nothing enters it any more.',
      'roster-first': () => 'Import pupils and schools first.',
      'mint-first': (v) => `${v.count} codes are missing: mint them first.`,
      'assign-first': (v) =>
        `${v.count} pupils, staff or classes have no code yet: they would be left out in silence.`,
      'publish-first': () => 'Nothing is published yet: the platform does not know this campaign.',
      'close-first': () => 'The research file exists only after closing: before, it would hold names.',
      'anonymise-first': () => 'Make the rows anonymous first: what is kept is still personal.',
      'not-open-yet': (v) => `The first window opens on ${v.at}.`,
      'reports-wait': (v) => `Reports open on ${v.at}, once all sittings are over.`,
      'windows-open': (v) => `Pupils may still answer until ${v.at}: closing now would destroy their work.`,
      'rehearsal-keeps-nothing': () => 'A rehearsal keeps nothing for research.',
      'second-person': () => 'By two: another person approves first.',
      'codes-on-paper': () => 'The letters bear codes in clear: print them, then erase the files.',
      'to-publish': () => 'Documents have changed since the last publication.',
      nightly: () => 'To be done again each night: arrivals, departures, changes of class.',
      'platform-unknown': () => 'The platform is not known yet: the first publication will say which it is.',
    },
    calendar: 'Calendar by area',
    area: 'Area',
    schools: (count) => `${count} schools`,
    window: 'Sequence',
    opens: 'Opens',
    closes: 'Closes',
    status: 'State',
    windowStates: {
      before: (days) => `in ${days} d`,
      open: (days) => `open, ${days} d left`,
      after: 'over',
    },
    reports: 'Reports',
    localTime: (zone) => `Times of ${zone}`,
  },
  create: {
    about:
      'A campaign is a folder of this machine: campaign.yaml, its calendar and its packages of items. The check says all that is wrong, with the line; nothing enters the vault before.',
  },
  work: {
    about:
      'Work goes on here when you leave its page. Stopped, it ends cleanly; started again, it continues. The journal keeps what was done.',
    none: 'No work was started since this console runs.',
    waiting: 'Another command has the vault: this work begins as soon as it is given back.',
    stop: 'Stop',
    left: (time) => `about ${time} left`,
    problems: 'Problems',
    problem: 'Problem',
    place: 'Place',
    moreProblems: (count) => `and ${count} more`,
    notYours: (command) => `Your role does not allow “cloison ${command}”.`,
    states: {
      waiting: 'Waits its turn',
      running: 'Going on',
      stopping: 'Stopping…',
      done: 'Done',
      refused: 'Refused',
      stopped: 'Stopped',
    },
    kinds: {
      validate: 'Check of a folder',
      create: 'Creation of the campaign',
      roster: 'Import of pupils and schools',
      mint: 'Minting of codes',
      assign: 'Assignment of codes',
      letters: 'Letters to heads',
      publish: 'Publication',
      collect: 'Collecting and reporting',
      items: 'Item statistics',
      analyse: 'Analysis',
      close: 'Closing',
      anonymise: 'Anonymisation',
      export: 'Research file',
    },
    steps: {
      check: 'Checking',
      apply: 'Importing',
      codes: 'Codes',
      assign: 'Assigning',
      letters: 'Letters',
      prepare: 'Preparing',
      content: 'Content',
      revocations: 'Revocations',
      holders: 'Holders',
      routing: 'Routing tables',
      documents: 'Documents',
      read: 'Reading',
      compute: 'Domains',
      collected: 'Last collection',
      counted: 'Counts reconciled',
      distilled: 'Rows for research',
      purged: 'Platform erased',
      destroyed: 'Key destroyed',
      erased: 'Sealed rows erased',
      certified: 'Certificate signed',
    },
    results: {
      validate: (say, result) =>
        result.campaign === null
          ? `The folder is not valid: ${say('problemCount')} problem(s).`
          : `The folder is valid: campaign ${say('campaign')}.`,
      create: (say, result) =>
        result.created === true
          ? `Campaign ${say('name')} created, ${say('contentFiles')} files to publish.`
          : `Campaign ${say('name')} was there already, the same.`,
      roster: (_say, result) => {
        const { total, arrivals, departures, moves } = (result.pupils ?? {}) as Readonly<
          Record<string, number>
        >;
        const counts = `${total} pupils; arrivals ${arrivals}, departures ${departures}, moves ${moves}.`;
        return result.applied === true ? `Imported: ${counts}` : `Checked, nothing is changed: ${counts}`;
      },
      mint: (say) =>
        `Minted: ${say('pupils')} pupils’ codes, ${say('staff')} of staff. In stock: ${say('stockPupils')} and ${say('stockStaff')}.`,
      assign: (say) =>
        `Assigned: ${say('pupils')} pupils, ${say('heads')} heads, ${say('teachers')} teachers, ${say('reserves')} reserves.`,
      letters: (say) =>
        `${say('letters')} letter(s) printed. They bear codes in clear: erase the files afterwards.`,
      publish: (say, result) =>
        result.dryRun === true
          ? `To be sent: ${say('content')} files, ${say('holders')} holders, ${say('documents')} documents. Nothing was sent.`
          : `Published: ${say('content')} files, ${say('holders')} holders, ${say('documents')} documents. Journal, to be noted on paper: line ${say('journalLine')}, hash ${say('journalHash').slice(0, 16)}…`,
      collect: (say) =>
        `${say('passes')} pass(es): ${say('received')} received, ${say('sittings')} sittings computed, ${say('documents')} documents sent.`,
      items: (say) => `${say('pupils')} sittings read.`,
      analyse: (say) =>
        `${say('domains')} domains analysed, ${say('computedAgain')} of them computed this time.`,
      close: (say) => `Campaign closed. ${say('researchRows')} pseudonymous rows kept for research.`,
      anonymise: (say) =>
        `${say('rows')} rows, at least ${say('k')} pupils a combination; ${say('cells')} cells coarsened or removed, ${say('suppressedTexts')} texts suppressed, ${say('droppedRows')} rows dropped.`,
      export: (say) => `${say('rows')} rows written to ${say('folder')}.`,
    },
    events: {
      pass: (say, counts) =>
        `${say('received')} received, ${say('sittings')} sittings computed, ${say('documents')} documents sent${(counts.quarantined ?? 0) > 0 ? `, ${say('quarantined')} quarantined` : ''}${(counts.incidents ?? 0) > 0 ? `, ${say('incidents')} incidents` : ''}`,
      released: () => 'Content opened',
      'out-of-reach': (say) => `Trying again in ${say('seconds')} s`,
      problem: () => '',
      'not-journaled': () =>
        'Another command kept the vault: the journal lacks the line that sums up these passes.',
      retry: (say) => `Trying again in ${say('seconds')} s`,
    },
    forms: {
      folder: 'Folder of the campaign, on this machine',
      folderHelp: 'For example /home/agent/campaigns/6e',
      rehearsal: 'Rehearsal: its name ends with -blanche, nothing is kept',
      validate: 'Check',
      create: 'Take into the vault',
      schools: 'File of schools (CSV)',
      schoolsHelp: 'Columns: uai, nom, commune, secteur, ep',
      pupils: 'File of pupils (CSV)',
      pupilsHelp: 'Columns: uai, classe, niveau, ine, nom, prenom, naissance, sexe, amenagements',
      departures: 'Accept that more than 20 % of the pupils leave',
      checkOnly: 'Check, change nothing',
      import: 'Import',
      mint: 'Mint the codes that are missing',
      assign: 'Assign the codes',
      out: 'Folder to write to, on this machine',
      lettersHelp: 'The files hold the heads’ codes in clear. The printing is in the journal.',
      single: 'One file for all schools',
      print: 'Print the letters',
      platform: 'Address of the platform',
      again: 'Send everything again: the platform was restored from a backup',
      countOnly: 'Count, send nothing',
      publish: 'Publish',
      onePass: 'One pass',
      continuous: 'Collect continuously',
    },
  },
};
