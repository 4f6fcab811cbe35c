/** The part of a page that fails is replaced by what says so; without it React would take the whole page away. */
import { Component, type ReactNode } from 'react';

export interface FailureBoundaryProps {
  readonly children: ReactNode;
  /** Shown from the first failure on. */
  readonly fallback: ReactNode;
}

export class FailureBoundary extends Component<FailureBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
