import { useQuery } from '@tanstack/react-query'
import { statusQuery } from '../api/queries.ts'
import { Moment } from '../words/moment.tsx'
import { useWords } from '../words/say.tsx'

/** Why nothing gets through to a party just now, and whether there is anything to do about it; nothing while it answers. */
export function PeerNote({ party }: { readonly party: string }) {
  const { say } = useWords()
  const peer = useQuery(statusQuery).data?.peers.find((one) => one.party === party)
  if (peer === undefined || peer.state === 'open') return null
  return (
    <p className="hint" role="note">
      {say(`peer.${peer.state}`, { party })}
      {peer.lastContact !== undefined && (
        <>
          {' '}
          {say('peer.since')} <Moment at={peer.lastContact} />
        </>
      )}
    </p>
  )
}
