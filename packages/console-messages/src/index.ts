/**
 * What the office's program and its page say to each other: requests, parsed at the program's edge, and answers. One release
 * builds both sides, and both run on one machine.
 */
export type {
  DifShown,
  DimensionsShown,
  DomainFigures,
  ItemCurve,
  ItemPlace,
  RegressionShown,
  WrightBand,
} from './analysis.ts';
export {
  AREA_CODE_STATES,
  AREA_KINDS,
  type AreaCodeState,
  type AreaKind,
  type AreaShown,
  type AreasShown,
} from './areas.ts';
export type { FoundPupil, FoundPupils, GivenReserve, PupilSittings, SchoolFile } from './files.ts';
export type { ChosenOption, ItemChangeShown, ItemSoFar, ItemsSoFar } from './items.ts';
export type {
  AreaCalendar,
  CampaignLife,
  LifeRemark,
  LifeRemarkCode,
  LifeStep,
  LifeStepId,
  SequenceWindow,
} from './life.ts';
export { LIFE_STEPS } from './life.ts';
export { ONLY_BY_COMMAND, type OnlyByCommand } from './only-by-command.ts';
export type {
  IncidentKind,
  Incidents,
  Participation,
  PlaceParticipation,
  QuarantineReason,
  SchoolColumn,
  SchoolPace,
  SchoolParticipation,
  SchoolsShown,
  SequenceParticipation,
  SittingTotals,
} from './participation.ts';
export { SCHOOL_COLUMNS, SCHOOL_PACES, SCHOOLS_A_PAGE } from './participation.ts';
export { type Answers, COMMANDS, REQUESTS, type RequestName, type Requests } from './requests.ts';
export type { CertificateRead, Closing, ClosingStepName, Results, Standards } from './results.ts';
export {
  type OpenedRequest,
  REQUEST_COLUMNS,
  REQUEST_FILTERS,
  REQUESTS_A_PAGE,
  type RequestColumn,
  type RequestFilter,
  type RequestSitting,
  SCHOOL_REQUEST_KINDS,
  type SchoolRequest,
  type SchoolRequestKind,
  type SchoolRequestState,
  type SchoolRequestsShown,
} from './school-requests.ts';
export type { DeskSession, RefusedCommand, Said, Trouble, VaultUser } from './session.ts';
export {
  COMMAND_OF_WORK,
  type FileProblem,
  type Work,
  type WorkEvent,
  type WorkKind,
  type WorkProgress,
  type WorkRequest,
  type WorkRequests,
  type WorkStep,
} from './work.ts';
