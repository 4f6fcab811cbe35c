/** The authority's use cases as functions: what the commands call, and the demonstration and whole-campaign tests too. */

export { problemsAsData, renderProblems } from '@cloison/command/problem';
export { Refusal } from '@cloison/command/refusal';
export { type AnalyseOptions, type AnalyseOutcome, analyseCampaign } from './analyse/analyse-campaign.ts';
export { readAnalysis, readEstimates } from './analysis/analysis-store.ts';
export { type OpenCampaign, openCampaign } from './campaign/open-campaign.ts';
export { type Certificate, readCertificate, type VerifiedCertificate } from './close/certificate.ts';
export { certificatePage } from './close/certificate-page.ts';
export {
  type CloseOutcome,
  closeByCertificate,
  closeCampaign,
  closingCertificate,
} from './close/close-campaign.ts';
export type { CloseOptions } from './close/closing.ts';
export type { ClosingCounts } from './close/closing-counts.ts';
export { type AssignedCodes, assignCodes } from './codes/assign.ts';
export { type AssignedAreas, assignAreas } from './codes/assign-areas.ts';
export { holderSecret } from './codes/holder-secret.ts';
export { type MintedCodes, mintCodes } from './codes/mint.ts';
export { codesInStock, codesNeeded } from './codes/needs.ts';
export { giveReserve } from './codes/reserve.ts';
export { revokeStaff, type StaffMember } from './codes/revoke.ts';
export {
  type ServeEvent,
  type ServeOptions,
  type ServeOutcome,
  serveCampaign,
} from './collect/serve-campaign.ts';
export { addNotice, noticesOf, withdrawNotice } from './desk/notices.ts';
export { type DeskRequest, findRequest, listRequests } from './desk/requests.ts';
export { uaiLetter } from './geography/uai.ts';
export type { Actor } from './journal/journal.ts';
export { copyKey, destroyKeys, keyCopies } from './keys/copies.ts';
export { fingerprintOf, KeyStore, openKeyStore } from './keys/key-store.ts';
export { type PrintedLetters, printLetters } from './print/print-letters.ts';
export { type PublishOptions, type PublishOutcome, publishCampaign } from './publish/publish-campaign.ts';
export { OBSERVATIONS, type ObservationCode } from './records/observation.ts';
export {
  type ParticipationTotals,
  participationBySchool,
  participationTotals,
} from './report/participation-totals.ts';
export { grantRequest, refuseRequest } from './requests/answer-request.ts';
export { type SittingShown, sittingsOf } from './requests/sitting-state.ts';
export { type AnonymiseOutcome, anonymise } from './research/anonymise.ts';
export { type ExportOutcome, exportResearch } from './research/export-research.ts';
export { importRoster, type RosterImport } from './roster/import-roster.ts';
export { type CreatedCampaign, createCampaign } from './specify/create-campaign.ts';
export { type Validation, validateCampaign } from './specify/validate-campaign.ts';
export { type CampaignStatus, campaignStatus } from './status/campaign-status.ts';
export { checkApart, createVault, openVault, readVault, Vault } from './vault/vault.ts';
export { verifyCertificate } from './verify/verify-certificate.ts';
export { type VerifiedJournal, verifyJournal, verifyJournalLines } from './verify/verify-journal.ts';
