/** The last net: a screen that fails says so, and that nothing is lost, instead of going white. */
import { Button, Notice } from '@cloison/theme';
import { Component, type ReactNode } from 'react';
import { useSpeech } from '../words/language.tsx';

interface Props {
  readonly children: ReactNode;
}

export class FailureNet extends Component<Props, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

function Failed() {
  const { words } = useSpeech();
  return (
    <div className="page">
      <Notice tone="bad" announced>
        <p>{words.failure.text}</p>
        <Button variant="primary" onPress={() => location.reload()}>
          {words.failure.reload}
        </Button>
      </Notice>
    </div>
  );
}
