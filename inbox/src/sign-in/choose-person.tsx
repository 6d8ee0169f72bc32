/** Locally, people say who they are. */
import { type SubmitEvent, useState } from 'react';
import { TextField } from '../parts/text-field.tsx';
import { faultOfName } from './local-sign-in.ts';

export function ChoosePerson({ people, onChoose }: { people: readonly string[]; onChoose(id: string): void }) {
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string>();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = faultOfName(name);
    setFault(found);
    if (!found) onChoose(name);
  };
  return (
    <>
      <h2>Who are you?</h2>
      <p className="quiet">On this machine you are taken at your word. What you decide is recorded under this name.</p>
      <ul className="people">
        {people.map((person) => (
          <li key={person}>
            <button type="button" onClick={() => onChoose(person)}>
              {person}
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={submit} noValidate>
        <TextField label="Somebody else" value={name} onChange={setName} fault={fault} placeholder="name@example.com" />
        <button type="submit" className="primary">
          Go on
        </button>
      </form>
    </>
  );
}
