/** The workspace of Slack that people act from. */

/** What a person is asked in a dialog before they reject. */
export interface ReasonQuestion {
  /** What Slack opens the dialog by, within three seconds of the click. */
  triggerId: string;
  /** What comes back with the answer. */
  metadata: string;
}

export interface SlackWorkspace {
  /** The e-mail address of a member of this workspace; undefined for strangers, bots, and where Slack does not tell it. */
  emailOf(userId: string): Promise<string | undefined>;
  askReason(question: ReasonQuestion): Promise<void>;
  /** Says something to the person who clicked, which nobody else sees. */
  say(responseUrl: string, text: string): Promise<void>;
}

/** The workspace that people may decide from, and what its requests are signed with. */
export interface SlackDoor {
  workspace: SlackWorkspace;
  signingSecret(): Promise<string>;
}
