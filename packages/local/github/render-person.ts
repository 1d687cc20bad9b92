import { type Place, renderUser } from './render.ts';

/** A person, in the form `public-user` (https://docs.github.com/rest/users/users#get-the-authenticated-user). */
export function renderPerson(place: Place, login: string, since: string): object {
  return {
    ...renderUser(place, login, 'User', 583231),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: since,
    updated_at: since,
  };
}
