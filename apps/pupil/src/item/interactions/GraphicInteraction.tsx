/** Interactions on pictures: one file, loaded when a sequence has one of them. */
import './placing.css';
import type {
  DrawingInteraction,
  GraphicAssociateInteraction,
  GraphicGapMatchInteraction,
  GraphicOrderInteraction,
  HotspotInteraction,
  PositionObjectInteraction,
  SelectPointInteraction,
} from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { DrawingField } from './DrawingField.tsx';
import { GraphicAssociateField } from './GraphicAssociateField.tsx';
import { GraphicGapField } from './GraphicGapField.tsx';
import { HotspotField } from './HotspotField.tsx';
import { PointField } from './PointField.tsx';

export type Graphic =
  | HotspotInteraction
  | GraphicOrderInteraction
  | GraphicAssociateInteraction
  | GraphicGapMatchInteraction
  | SelectPointInteraction
  | PositionObjectInteraction
  | DrawingInteraction;

export function GraphicInteraction({ interaction }: { readonly interaction: Graphic }): ReactElement {
  switch (interaction.kind) {
    case 'hotspot':
    case 'graphicOrder':
      return <HotspotField interaction={interaction} />;
    case 'graphicAssociate':
      return <GraphicAssociateField interaction={interaction} />;
    case 'graphicGapMatch':
      return <GraphicGapField interaction={interaction} />;
    case 'selectPoint':
    case 'positionObject':
      return <PointField interaction={interaction} />;
    case 'drawing':
      return <DrawingField interaction={interaction} />;
  }
}
