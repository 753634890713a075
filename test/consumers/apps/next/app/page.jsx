export default function Page() {
  return <p>An agent</p>
}
