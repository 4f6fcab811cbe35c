/** What each request does: it reads what a page shows, or calls the use case that the command calls. */
import { type Answers, COMMAND_OF_WORK, type RequestName, type Requests } from '@cloison/console-messages';
import { analysisFigures } from '../analyse/analysis-figures.ts';
import { mintCodes } from '../codes/mint.ts';
import { giveReserve } from '../codes/reserve.ts';
import { revokeStaff } from '../codes/revoke.ts';
import type { KeptCounts } from './counts/kept-counts.ts';
import { requireBounds } from './desk/bounds.ts';
import type { Desk } from './desk/desk.ts';
import { machinePath, requirePlace, withMachinePaths } from './desk/machine-file.ts';
import { refuseConsole } from './desk/refusals.ts';
import type { PageShelf } from './door/page-shelf.ts';
import { approval } from './pages/approval.ts';
import { pupilSittings, pupilsFound } from './pages/files.ts';
import { certificateRead, results, standards } from './pages/results.ts';
import { requestGranted, requestRefused, schoolRequest, schoolRequests } from './pages/school-requests.ts';
import { deskSession } from './pages/session.ts';
import { shelvedAnalysis, shelvedBooklet, shelvedCertificate, shelvedExport } from './pages/shelved-pages.ts';
import type { WorkList } from './work/work-list.ts';

export interface AtWork {
  readonly desk: Desk;
  readonly works: WorkList;
  readonly shelf: PageShelf;
  readonly counts: KeptCounts;
}

type Answerer<Name extends RequestName> = (
  at: AtWork,
  request: Requests[Name],
) => Answers[Name] | Promise<Answers[Name]>;

export const ANSWERS: { readonly [Name in RequestName]: Answerer<Name> } = {
  session: ({ desk }) => deskSession(desk),
  life: ({ counts }, request) => counts.count('life', request),
  participation: ({ counts }, request) => counts.count('participation', request),
  schools: ({ counts }, request) => counts.count('schools', request),
  incidents: ({ counts }, request) => counts.count('incidents', request),
  findPupils: ({ desk }, { campaign, wanted, uai }) => pupilsFound(desk, campaign, wanted, uai),
  pupilSittings: ({ desk }, { campaign, order }) => pupilSittings(desk, campaign, order),
  schoolFile: ({ counts }, request) => counts.count('schoolFile', request),
  schoolRequests: ({ desk }, request) => schoolRequests(desk, request),
  schoolRequest: ({ desk }, { campaign, id }) => schoolRequest(desk, campaign, id),
  grantRequest: ({ desk }, { campaign, id, ...words }) => requestGranted(desk, campaign, id, words),
  refuseRequest: ({ desk }, { campaign, id, answer }) => requestRefused(desk, campaign, id, answer),
  giveReserve: ({ desk }, { campaign, order, reason, showCode }) =>
    desk.actOn('codes reserve', campaign, (open) => {
      const { code, ...done } = giveReserve(open, order, reason);
      return { ...done, code: showCode ? code : null };
    }),
  revokeStaff: ({ desk }, { campaign, uai, teacher }) =>
    desk.actOn('codes revoke', campaign, async (open) => {
      await mintCodes(open, { stock: { staff: 1 } });
      const member =
        teacher === null
          ? { role: 'head' as const, uai }
          : { role: 'teacher' as const, uai, label: teacher.label.normalize('NFC'), rank: teacher.rank };
      return { ...(await revokeStaff(open, member)) };
    }),
  areas: ({ counts }, request) => counts.count('areas', request),
  revokeArea: ({ desk }, { campaign, area }) =>
    desk.actOn('areas revoke', campaign, async (open) => {
      await mintCodes(open, { stock: { staff: 1 } });
      return { ...(await revokeStaff(open, { role: 'inspector', area })) };
    }),
  approve: ({ desk }, request) => approval(desk, request),
  results: ({ desk }, { campaign }) => results(desk, campaign),
  standards: ({ desk }, { campaign }) => standards(desk, campaign),
  closing: ({ counts }, request) => counts.count('closing', request),
  readCertificate: (_at, { path }) => certificateRead(machinePath(path)),
  analysisPage: async ({ desk, shelf }, request) => ({
    path: shelf.put(await shelvedAnalysis(desk, request)),
  }),
  bookletPage: async ({ desk, shelf }, request) => ({
    path: shelf.put(await shelvedBooklet(desk, request)),
  }),
  analysisFigures: async ({ desk }, { campaign, level }) => {
    const domains = await desk.actOn('campaign analyse', campaign, (open) => analysisFigures(open, level));
    if (domains === null) throw refuseConsole('console-nothing');
    return { domains };
  },
  certificate: async ({ desk, shelf }, request) => ({
    path: shelf.put(await shelvedCertificate(desk, request)),
  }),
  exportedFile: ({ works, shelf }, { id, file }) => ({ path: shelf.put(shelvedExport(works.get(id), file)) }),
  works: ({ works }) => works.all(),
  work: ({ works }, { id }) => works.get(id),
  startWork: ({ desk, works }, { work }) => {
    requireBounds(desk, COMMAND_OF_WORK[work.kind]);
    const placed = withMachinePaths(work);
    requirePlace(desk.options, placed);
    return works.start(placed);
  },
  stopWork: ({ desk, works }, { id }) => {
    requireBounds(desk, COMMAND_OF_WORK[works.get(id).kind]);
    return works.stop(id);
  },
};
