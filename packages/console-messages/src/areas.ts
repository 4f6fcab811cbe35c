/** Areas of inspectors and rectorates, and the codes that open their page. Nothing personal: an area is a place. */

export const AREA_KINDS = ['region', 'academie', 'departement', 'circonscription', 'other'] as const;
export type AreaKind = (typeof AREA_KINDS)[number];

/** `waiting`: given, and the next publication opens it. `open`: the platform has it. */
export const AREA_CODE_STATES = ['none', 'waiting', 'open'] as const;
export type AreaCodeState = (typeof AREA_CODE_STATES)[number];

export interface AreaShown {
  /** As people name it: `dep-75`. */
  readonly code: string;
  readonly kind: AreaKind;
  readonly label: string;
  /** By the office's file; the others follow from the schools. */
  readonly declared: boolean;
  /** Where all of its schools are; empty: in several, or it has none. */
  readonly academie: string;
  readonly schools: number;
  readonly state: AreaCodeState;
  /** How many codes of it were revoked. */
  readonly revoked: number;
}

export interface AreasShown {
  /** By code. */
  readonly areas: readonly AreaShown[];
  /** When letters were last printed, ISO 8601 UTC; null: never. */
  readonly lettersAt: string | null;
}
