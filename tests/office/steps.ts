/** The steps of a campaign at the office, each as one function on the kept folder: what `bench.ts` runs in processes of their own. */
import { join } from 'node:path';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { type DrawnHolder, drawRoot } from '../../apps/authority/src/codes/draw.ts';
import { insertHolder } from '../../apps/authority/src/codes/insert-holder.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { codesInStock, codesNeeded } from '../../apps/authority/src/codes/needs.ts';
import { collect } from '../../apps/authority/src/collect/collect.ts';
import { pushDocuments } from '../../apps/authority/src/documents/push-documents.ts';
import { connectPlatform } from '../../apps/authority/src/platform-link/connect.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { countReceived } from '../../apps/authority/src/records/received-counts.ts';
import { issueReports } from '../../apps/authority/src/report/issue-reports.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { presentPupils } from '../../apps/authority/src/roster/pupils.ts';
import { actor, NAME, openClosedWorld, openWorld, prepareWorld, rosterFiles } from './office-world.ts';
import { sitPupils } from './sit-pupils.ts';

export interface StepOutcome {
  /** Of what was done: pupils, codes, documents, records, rows. */
  readonly count: number;
  /** What floors count, when it is something else. */
  readonly per?: number;
  /** Further times, in seconds, by part. */
  readonly parts?: Readonly<Record<string, number>>;
  /** Processor time by part, in seconds. */
  readonly cpuParts?: Readonly<Record<string, number>>;
}

export interface StepInput {
  readonly folder: string;
  readonly pupils: number;
  /** Address of the platform; empty for a step that needs none. */
  readonly platform: string;
}

export interface Step {
  /** What `count` counts. */
  readonly unit: string;
  readonly needsPlatform: boolean;
  readonly run: (input: StepInput) => Promise<StepOutcome>;
}

/** Codes drawn with Argon2id, to measure; the others of a large run are drawn without. */
const MEASURED_CODES = 400;

export const STEPS = {
  prepare: {
    unit: 'pupils',
    needsPlatform: false,
    run: async ({ folder, pupils }) => {
      await prepareWorld(folder, pupils);
      return { count: pupils };
    },
  },
  import: {
    unit: 'pupils',
    needsPlatform: false,
    run: async ({ folder }) => {
      const { campaign } = await openWorld(folder);
      return { count: (await importRoster(campaign, rosterFiles(folder))).pupils.total };
    },
  },
  mint: {
    unit: 'codes',
    needsPlatform: false,
    run: async ({ folder }) => {
      const { campaign } = await openWorld(folder);
      const stock = codesInStock(campaign);
      const { minted } = await mintCodes(campaign, { stock: { pupil: stock.pupil + MEASURED_CODES } });
      return { count: minted.pupil };
    },
  },
  draw: {
    unit: 'codes',
    needsPlatform: false,
    run: async ({ folder }) => {
      const { campaign } = await openWorld(folder);
      const [needed, stock] = [codesNeeded(campaign), codesInStock(campaign)];
      let count = 0;
      for (const kind of ['pupil', 'staff'] as const) {
        for (let left = needed[kind] - stock[kind]; left > 0; left -= 2_000) {
          const drawn: DrawnHolder[] = [];
          while (drawn.length < Math.min(2_000, left)) drawn.push(await drawRoot(campaign.campaignId));
          campaign.vault.transaction(() => {
            for (const one of drawn)
              insertHolder(campaign, { ...one, code: 'BENC-HBEN-CHBE' }, kind, 'minted');
          });
          count += drawn.length;
        }
      }
      return { count };
    },
  },
  assign: {
    unit: 'codes',
    needsPlatform: false,
    run: async ({ folder }) => {
      const { campaign } = await openWorld(folder);
      const done = await assignCodes(campaign);
      return { count: Object.values(done).reduce((sum, one) => sum + one, 0) };
    },
  },
  publish: {
    unit: 'documents',
    needsPlatform: true,
    run: async ({ folder, platform }) => {
      const { campaign, keys } = await openWorld(folder);
      const parts: Record<string, number> = {};
      let last = performance.now();
      let step = 'connect';
      const done = await publishCampaign(campaign, keys, {
        platform,
        onProgress: (next) => {
          if (next === step) return;
          parts[step] = (performance.now() - last) / 1000;
          [step, last] = [next, performance.now()];
        },
      });
      parts[step] = (performance.now() - last) / 1000;
      return { count: done.documents, parts };
    },
  },
  republish: {
    unit: 'documents',
    needsPlatform: true,
    run: async ({ folder, platform }) => {
      const { campaign, keys } = await openWorld(folder);
      const done = await publishCampaign(campaign, keys, { platform });
      if (done.documents > 0) throw new Error(`${done.documents} unchanged documents were sent again`);
      return { count: done.unchangedDocuments };
    },
  },
  sit: {
    unit: 'records',
    needsPlatform: true,
    run: async ({ folder, platform }) => ({ count: await sitPupils(await openWorld(folder), platform) }),
  },
  collect: {
    unit: 'records',
    needsPlatform: true,
    run: async ({ folder, platform }) => {
      const { campaign, keys, vault } = await openWorld(folder);
      const client = await connectPlatform(vault, keys, NAME, { platform });
      for (;;) {
        const pass = await collect(campaign, client);
        if (pass.complete) break;
        if (pass.received === 0) throw new Error('the feed does not end');
      }
      return { count: countReceived(vault, NAME).received };
    },
  },
  report: {
    unit: 'documents',
    needsPlatform: true,
    run: async ({ folder, platform }) => {
      const { campaign, keys, vault } = await openWorld(folder);
      const client = await connectPlatform(vault, keys, NAME, { platform });
      const began = performance.now();
      await issueReports(campaign);
      const issued = performance.now();
      const { pushed } = await pushDocuments(campaign, client, 'random');
      const parts = { issue: (issued - began) / 1000, push: (performance.now() - issued) / 1000 };
      return { count: pushed, per: presentPupils(campaign).length, parts };
    },
  },
  close: {
    unit: 'pupils',
    needsPlatform: true,
    run: async ({ folder, platform }) => {
      const { campaign, keys, vault } = await openWorld(folder);
      const parts: Record<string, number> = {};
      const cpuParts: Record<string, number> = {};
      let last = performance.now();
      let lastCpu = process.cpuUsage();
      const done = await closeCampaign(campaign.vault, keys, actor, NAME, {
        platform,
        patienceMs: 600_000,
        attemptMs: 600_000,
        onStep: (step) => {
          const used = process.cpuUsage(lastCpu);
          parts[step] = (performance.now() - last) / 1000;
          cpuParts[step] = (used.user + used.system) / 1e6;
          last = performance.now();
          lastCpu = process.cpuUsage();
        },
      });
      vault.close();
      return { count: done.researchRows, parts, cpuParts };
    },
  },
  anonymise: {
    unit: 'rows',
    needsPlatform: false,
    run: async ({ folder }) => {
      const { vault, keys } = openClosedWorld(folder);
      return { count: (await anonymise(vault, keys, actor, NAME)).rows };
    },
  },
  export: {
    unit: 'rows',
    needsPlatform: false,
    run: async ({ folder }) => {
      const { vault, keys } = openClosedWorld(folder);
      return { count: (await exportResearch(vault, keys, actor, NAME, join(folder, 'research'))).rows };
    },
  },
} satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;
export const STEP_NAMES = Object.keys(STEPS) as readonly StepName[];
