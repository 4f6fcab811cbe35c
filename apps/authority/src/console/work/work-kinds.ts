/** The use case behind each kind of work: the same function that its command calls, with the same line in the journal. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Problem } from '@cloison/command/problem';
import type { ProgressMaker } from '@cloison/command/progress';
import type {
  FileProblem,
  ItemChangeShown,
  ItemsSoFar,
  WorkEvent,
  WorkKind,
  WorkRequests,
  WorkStep,
} from '@cloison/console-messages';
import type { LaneJob } from '@cloison/measurement';
import { withThreadPool } from '@cloison/threads';
import { analyseCampaign } from '../../analyse/analyse-campaign.ts';
import { dimensionsShown } from '../../analyse/dimensions-shown.ts';
import { itemsSoFar } from '../../analyse/items-so-far.ts';
import { prepareAnalysisFolder, writeAnalysis } from '../../analyse/write-analysis.ts';
import { campaignRow } from '../../campaign/campaign-row.ts';
import type { OpenCampaign } from '../../campaign/open-campaign.ts';
import { readCertificate } from '../../close/certificate.ts';
import { closeByCertificate, closeCampaign } from '../../close/close-campaign.ts';
import { closingPreview, requireWindowsOver } from '../../close/closing-preview.ts';
import { lostResearch, recognisedCertificate } from '../../close/recognise-closing.ts';
import { refuseClose } from '../../close/refusals.ts';
import { assignCodes } from '../../codes/assign.ts';
import { assignAreas } from '../../codes/assign-areas.ts';
import { mintCodes } from '../../codes/mint.ts';
import { type ServeEvent, serveCampaign } from '../../collect/serve-campaign.ts';
import type { Actor } from '../../journal/journal.ts';
import type { KeyStore } from '../../keys/key-store.ts';
import { printLetters } from '../../print/print-letters.ts';
import { publishCampaign } from '../../publish/publish-campaign.ts';
import {
  applyItemChange,
  correction,
  previewItemChange,
  restoration,
  type WantedChange,
  withdrawal,
} from '../../rescore/change-items.ts';
import { anonymise } from '../../research/anonymise.ts';
import { exportResearch } from '../../research/export-research.ts';
import { importNotes } from '../../roster/import-notes.ts';
import { importRoster } from '../../roster/import-roster.ts';
import { createCampaign } from '../../specify/create-campaign.ts';
import { validateCampaign } from '../../specify/validate-campaign.ts';
import { checkReason } from '../../standards/change-standards.ts';
import { importAreas } from '../../territories/import-areas.ts';
import type { Vault } from '../../vault/vault.ts';
import { verifyCertificate } from '../../verify/verify-certificate.ts';
import { certificateFile, machineFile } from '../desk/machine-file.ts';
import { refuseConsole } from '../desk/refusals.ts';

/** What a work has at hand. `vault()` and `campaign()` wait for the vault and take it for the time of the work. */
export interface WorkTools {
  readonly actor: Actor;
  readonly keys: KeyStore;
  readonly signal: AbortSignal;
  vault(): Promise<Vault>;
  campaign(name: string): Promise<OpenCampaign>;
  /** A campaign to read beside whatever writes. */
  campaignToRead(name: string): Promise<OpenCampaign>;
  progress(step: WorkStep, done: number, total: number): void;
  event(event: WorkEvent): void;
}

type Result = Readonly<Record<string, unknown>>;

export const WORK: {
  readonly [Kind in WorkKind]: (tools: WorkTools, request: WorkRequests[Kind]) => Promise<Result>;
} = {
  validate: async (_tools, { folder, rehearsal }) => {
    const { campaign, problems, problemCount, warnings } = validateCampaign(folder, asked(rehearsal));
    return {
      campaign: campaign?.spec.name ?? null,
      problems: problems.map(placed),
      problemCount,
      warnings: warnings.map(placed),
    };
  },

  create: async ({ vault, keys, actor }, { folder, rehearsal }) => ({
    ...(await createCampaign(await vault(), keys, actor, folder, asked(rehearsal))),
  }),

  roster: async (
    tools,
    { campaign, schools, pupils, accommodations, levelWords, dryRun, allowDepartures },
  ) => {
    const done = await importRoster(await tools.campaign(campaign), {
      schools,
      pupils,
      ...(accommodations === null ? {} : { accommodations }),
      levelWords: new Map(levelWords),
      dryRun,
      allowDepartures,
      progress: progressOf(tools),
      labels: { check: 'check', apply: 'apply' },
    });
    return { ...done, notes: importNotes(done) };
  },

  mint: async (tools, { campaign }) => {
    const { minted, stock } = await mintCodes(await tools.campaign(campaign), {
      progress: progressOf(tools),
      label: 'codes',
      signal: tools.signal,
    });
    return { pupils: minted.pupil, staff: minted.staff, stockPupils: stock.pupil, stockStaff: stock.staff };
  },

  assign: async (tools, { campaign }) => ({
    ...(await assignCodes(await tools.campaign(campaign), {
      progress: progressOf(tools),
      label: 'assign',
    })),
  }),

  letters: async (tools, { campaign, out, single, areas }) => ({
    ...(await printLetters(await tools.campaign(campaign), {
      out,
      single,
      areas,
      progress: progressOf(tools),
      label: 'letters',
    })),
  }),

  importAreas: async (tools, { campaign, file, dryRun }) => ({
    ...(await importAreas(await tools.campaign(campaign), { file, dryRun })),
    dryRun,
  }),

  assignAreas: async (tools, { campaign, areas }) => {
    const done = await assignAreas(await tools.campaign(campaign), { areas, signal: tools.signal });
    return { assigned: done.assigned.length, unchanged: done.unchanged };
  },

  publish: async (tools, { campaign, platform, dryRun, again }) => {
    const { journal, readBack, ...done } = await publishCampaign(await tools.campaign(campaign), tools.keys, {
      ...connectionOf(tools, platform),
      dryRun,
      again,
      onProgress: tools.progress,
    });
    return {
      ...done,
      dryRun,
      wrong: readBack?.wrong.length ?? 0,
      journalLine: journal?.n ?? null,
      journalHash: journal?.hash ?? null,
    };
  },

  collect: async (tools, { campaign, platform, continuous }) => {
    const { failures, ...done } = await serveCampaign(await tools.campaign(campaign), tools.keys, {
      ...connectionOf(tools, platform),
      once: !continuous,
      onEvent: (event) => tools.event(eventOf(tools.actor, event)),
    });
    return { ...done, failures: failures.length };
  },

  items: async (tools, { campaign }) => {
    const items: ItemsSoFar = await itemsSoFar(await tools.campaignToRead(campaign), {
      signal: tools.signal,
      onProgress: (done, total) => tools.progress('read', done, total),
    });
    return { ...items };
  },

  withdrawItem: (tools, request) =>
    itemChanged(tools, request, (campaign) =>
      withdrawal(campaign, request.item, request.credit, request.sequence),
    ),

  correctItem: (tools, request) =>
    itemChanged(tools, request, (campaign) =>
      correction(campaign, request.item, machineFile(request.file), request.sequence),
    ),

  restoreItem: (tools, request) =>
    itemChanged(tools, request, (campaign) => restoration(campaign, request.item, request.sequence)),

  analyse: (tools, { campaign: name, out, lang }) =>
    withThreadPool<LaneJob, Result>(LANE_WORKER, undefined, tools.signal, async (pool) => {
      const campaign = await tools.campaign(name);
      if (out !== null) prepareAnalysisFolder(out);
      const { domains, dimensions, again } = await analyseCampaign(campaign, {
        pool,
        signal: tools.signal,
        onProgress: tools.progress,
      });
      const files = out === null ? [] : writeAnalysis(campaign, domains, out, lang, dimensions);
      const together = dimensions.map((study) => dimensionsShown(campaign.spec, study));
      return { domains: domains.length, computedAgain: domains.length - again, files, out, together };
    }),

  close: async (tools, request) => {
    const { campaign, platform, confirm, despiteWindows, withoutStatement } = request;
    const vault = await tools.vault();
    if (campaignRow(vault, campaign).state === 'open') {
      const preview = closingPreview(vault, campaign, tools.actor.now(), tools.keys.folder);
      requireWindowsOver(preview, despiteWindows ?? undefined);
    }
    const { researchRows } = await closeCampaign(vault, tools.keys, tools.actor, campaign, {
      ...connectionOf(tools, platform),
      leaveCopies: request.leaveCopies,
      leaveRelays: request.leaveRelays,
      ...(withoutStatement === null ? {} : { withoutStatement }),
      // Asked last, as by the command: who has no approval yet sees what else stands in the way.
      confirm: async () => {
        if (confirm.trim() !== campaign) throw refuseClose('closing-unconfirmed', { campaign });
      },
      onStep: tools.progress,
    });
    return { researchRows };
  },

  closeByCertificate: async (tools, { campaign, certificate: path, confirm, leaveCopies }) => {
    const { keys, actor, signal } = tools;
    const given = path === null ? null : (await verifyCertificate(certificateFile(path), null)).signed;
    const vault = await tools.vault();
    const signed = given ?? recognisedCertificate(vault, campaign);
    if (signed === null) throw refuseConsole('console-nothing');
    const done = await closeByCertificate(vault, keys, actor, campaign, signed, {
      leaveCopies,
      signal,
      confirm: async () => {
        if (confirm.trim() !== campaign) throw refuseClose('closing-unconfirmed', { campaign });
      },
      onStep: tools.progress,
    });
    const { certificate } = await readCertificate(done.certificate, null);
    const lost = lostResearch(vault, certificate, done.researchRows);
    return { at: certificate.at, lostRows: lost?.rows ?? 0, lostKey: lost?.key ?? null };
  },

  anonymise: async ({ vault, keys, actor }, { campaign, k: least, items, seconds }) => {
    const { rows, droppedRows, k, suppressed, suppressedTexts } = await anonymise(
      await vault(),
      keys,
      actor,
      campaign,
      { ...(least === null ? {} : { k: least }), released: { items, seconds } },
    );
    const cells = Object.values(suppressed).reduce((sum, count) => sum + count, 0);
    return { rows, droppedRows, k, cells, suppressedTexts };
  },

  export: async ({ vault, keys, actor }, { campaign, out }) => {
    const { rows, folder, files } = await exportResearch(await vault(), keys, actor, campaign, out);
    return { rows, folder, files: [...files] };
  },
};

type ItemRequest = WorkRequests['withdrawItem' | 'correctItem' | 'restoreItem'];

/** What would change; with a reason, it is changed. */
async function itemChanged(
  tools: WorkTools,
  { campaign: name, reason }: ItemRequest,
  wantedIn: (campaign: OpenCampaign) => WantedChange,
): Promise<Result> {
  if (reason !== null) checkReason(reason);
  const campaign = await (reason === null ? tools.campaignToRead(name) : tools.campaign(name));
  const wanted = wantedIn(campaign);
  const preview = previewItemChange(campaign, wanted, { signal: tools.signal });
  // Whoever presses “stop” meanwhile is heard before anything is changed.
  await nextTurn();
  tools.signal.throwIfAborted();
  const shown: ItemChangeShown = {
    ...preview,
    applied: reason === null ? null : applyItemChange(campaign, wanted, reason) !== null,
  };
  return { ...shown };
}

const LANE_WORKER = new URL('../../analyse/lane-worker.ts', import.meta.url);

const asked = (rehearsal: boolean) => (rehearsal ? { rehearsal } : {});

function placed({ file, line, column, words }: Problem): FileProblem {
  return { file, line, column, ...words };
}

/** The labels of use cases that make their own bars are steps. */
function progressOf({ progress }: WorkTools): ProgressMaker {
  return (label, total) => {
    progress(label as WorkStep, 0, total);
    return { update: (done) => progress(label as WorkStep, done, total), stop: () => {} };
  };
}

const PATIENCE_MS = 60_000;

function connectionOf({ signal, event, actor }: WorkTools, platform: string) {
  return {
    platform,
    patienceMs: PATIENCE_MS,
    signal,
    onRetry: ({
      waitMs,
      why,
    }: {
      readonly waitMs: number;
      readonly why: { readonly words: WorkEvent['said'] };
    }) =>
      event({
        at: actor.now().toISOString(),
        kind: 'retry',
        counts: { seconds: Math.ceil(waitMs / 1000) },
        said: why.words,
      }),
  };
}

function eventOf(actor: Actor, event: ServeEvent): WorkEvent {
  const at = actor.now().toISOString();
  switch (event.kind) {
    case 'pass': {
      const { received, sittings, documents, quarantined, incidents, rollbacks, failures } = event;
      const counts = {
        received,
        sittings,
        documents,
        quarantined,
        incidents,
        rollbacks,
        failures: failures.length,
      };
      return { at, kind: 'pass', counts, said: null };
    }
    case 'released':
      return { at, kind: 'released', counts: { openings: event.openings.length }, said: null };
    case 'out-of-reach':
      return {
        at,
        kind: 'out-of-reach',
        counts: { seconds: Math.ceil(event.retryMs / 1000) },
        said: event.refusal.words,
      };
    case 'problem':
      return { at, kind: 'problem', counts: {}, said: event.refusal.words };
    case 'not-journaled':
      return { at, kind: 'not-journaled', counts: {}, said: null };
  }
}
