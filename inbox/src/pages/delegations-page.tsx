/** Who decides in whose place, and for how long. */
import { DelegateForm } from '../parts/delegate-form.tsx';
import { DelegationList } from '../parts/delegation-list.tsx';
import { Empty, Failed, Loading } from '../parts/load-states.tsx';
import { Section } from '../parts/section.tsx';
import { useDelegations } from '../queries.ts';
import { usePerson } from '../session.tsx';
import { useTitle } from '../use-title.ts';

export function DelegationsPage() {
  const { data, error, refetch } = useDelegations();
  const me = usePerson()?.id;
  const given = data?.items.filter(({ from }) => from === me) ?? [];
  const taken = data?.items.filter(({ from }) => from !== me) ?? [];
  useTitle('Delegations');
  return (
    <div className="page">
      <h1>Delegations</h1>
      <p className="quiet">
        While you are away, somebody else can decide in your place. They sign with their own name.
      </p>
      {!data && (error ? <Failed error={error} retry={refetch} /> : <Loading what="the delegations" />)}
      {data && data.items.length === 0 && (
        <Empty icon="people" title="Nobody stands in for anybody">
          What you give below, and what others give to you, stands here until it ends.
        </Empty>
      )}
      {given.length > 0 && (
        <Section title="Who stands in for you">
          <DelegationList items={given} mine />
        </Section>
      )}
      {taken.length > 0 && (
        <Section title="For whom you stand in">
          <DelegationList items={taken} />
        </Section>
      )}
      <Section title="Have somebody stand in for you">
        <DelegateForm />
      </Section>
    </div>
  );
}
