/** Stands where a part of the page broke, and lets one go on. */
import { Component, type ReactNode } from 'react';
import { Failed } from './load-states.tsx';

interface Props {
  /** Where this changes, it is tried anew. */
  place?: string;
  children: ReactNode;
}

export class ErrorBoundary extends Component<Props, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override componentDidUpdate(before: Props) {
    if (this.state.error && before.place !== this.props.place) this.again();
  }

  again = () => this.setState({ error: undefined });

  override render() {
    if (!this.state.error) return this.props.children;
    const words = `This part of the page broke: ${this.state.error.message}`;
    return <Failed error={new Error(words)} retry={this.again} />;
  }
}
