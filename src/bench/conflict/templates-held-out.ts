/**
 * Held-out statements: written before the decisions were measured, never looked at while they were tuned.
 *
 * Form in `statement-template.ts`. Other domains, verbs and turns of phrase than in `templates-train.ts`, on purpose. A table, so the limit
 * on a file's length does not bind it.
 */

export const heldOutTemplates = `
# home single person
values: Lisbon, Toronto, Kyoto, Glasgow, Denver, Nairobi, Utrecht, Leipzig
says: {s} {lives} in {x} | {x} is where {s} {lives} | {s} {is} based in {x} | {p} place of residence is {x} | {s} {has} {their} home in {x}
more: {s} {lives} in {x} near the old harbour | {s} {lives} in {x} with two flatmates | {s} {has} lived in {x} since 2016
denies: {s} {does} not live in {x} | {s} {is} not based in {x}
changes: {s} relocated to {x} | {s} {has} moved to {x} | these days {s} {lives} in {x}
ends: {s} no longer {lives} in {x} | {s} moved away from {x}
near: {s} {has} a cousin in {x} | {p} favourite football club is from {x} | {s} once missed a train in {x}
# home single thing
subjects: the flat, the cottage, the summer house
values: 1200 euros, 950 euros, 1,450 euros, 800 euros
says: the monthly rent of {s} is {x} | {s} costs {x} a month | rent for {s} is {x} per month
more: the monthly rent of {s} is {x} including heating | {s} costs {x} a month plus a deposit
denies: the rent of {s} is not {x} | {s} does not cost {x} a month
changes: the rent of {s} went up to {x} | {s} now costs {x} a month
near: {s} has three bedrooms | the landlord of {s} lives abroad | the deposit for {s} was {x}
# work single person
values: Siemens, Spotify, Bosch, Philips, Zalando, Unilever, Nestle
says: {s} {works} for {x} | {s} {is} employed at {x} | {p} employer is {x} | {s} {has} a job at {x}
more: {s} {works} for {x} as a buyer | {s} {works} for {x} in the Munich office | {s} {has} worked for {x} since 2019
denies: {s} {does} not work for {x} | {s} {is} not employed at {x}
changes: {s} started a new job at {x} | {s} {works} for {x} now | {s} switched jobs and {works} at {x}
ends: {s} quit {their} job at {x} | {s} {does} not work for {x} anymore | {s} was laid off from {x}
near: {s} {has} a friend who likes {x} | {s} applied for a loan to buy shares of {x} | {s} complained about an advert of {x}
# work single person
values: nurse, pharmacist, electrician, translator, architect, librarian, journalist
says: {s} {works} as a {x} | {s} {is} a {x} by profession | {p} occupation is {x} | {s} {is} a {x}
more: {s} {works} as a {x} at a small firm | {s} {is} a {x} with ten years of experience
denies: {s} {is} not a {x} | {s} {does} not work as a {x}
changes: {s} became a {x} | {s} retrained and {is} now a {x}
ends: {s} {is} no longer a {x} | {s} used to be a {x}
near: {s} {is} waiting for a {x} | {s} married a {x} | {p} neighbour is a {x}
# work single thing
subjects: the marketing team, the Atlas project, the Leeds branch
values: Priya, Marcus, Helena, Tobias, Ingrid
says: {s} is led by {x} | {x} leads {s} | {x} is in charge of {s} | {x} manages {s}
more: {s} is led by {x} together with a deputy | {x} leads {s} from the London office
denies: {s} is not led by {x} | {x} does not lead {s}
changes: {x} took over as head of {s} | {s} is now led by {x}
near: {x} wrote a report about {s} | {x} once visited {s} | {x} knows nobody in {s}
# health multi person
values: penicillin, latex, strawberries, pollen, bee stings, sesame
says: {s} {is} allergic to {x} | {s} {has} an allergy to {x} | {s} {suffers} from an allergy to {x}
more: {s} {is} severely allergic to {x} | {s} {is} allergic to {x} and carries an injector
denies: {s} {is} not allergic to {x} | {s} {does} not have an allergy to {x}
near: {s} read an article about {x} | {p} sister is allergic to {x}
# health single person
values: 62 kg, 75 kg, 81 kg, 90 kg, 58 kg
says: {s} {weighs} {x} | {p} weight is {x} | {p} body weight is {x}
more: {s} {weighs} {x} without shoes | {s} {weighs} {x} according to the clinic
denies: {s} {does} not weigh {x} | {p} weight is not {x}
changes: {s} now {weighs} {x} | {p} weight is {x} now
near: {s} lifted {x} at the gym | {p} suitcase weighs {x}
# health multi person
values: metformin, ibuprofen, lisinopril, levothyroxine, sertraline
says: {s} {is} taking {x} | {s} {takes} {x} | {s} {is} prescribed {x} | {s} {is} on {x} medication
more: {s} {takes} {x} every morning | {s} {takes} 20 mg of {x}
denies: {s} {does} not take {x} | {s} {is} not on {x} medication
ends: {s} stopped taking {x} | {s} no longer {takes} {x}
near: {s} forgot the price of {x} | {s} wrote a paper about {x}
# pets single person
values: Biscuit, Shadow, Luna, Ziggy, Pepper
says: {p} dog is called {x} | {p} dog's name is {x} | {s} {has} a dog named {x}
more: {p} dog is called {x} and is three years old | {s} {has} a brown dog named {x}
denies: {p} dog is not called {x} | {p} dog's name is not {x}
near: {p} neighbour is called {x} | {s} watched a film about a robot called {x}
# pets multi person
values: a parrot, a tortoise, two hamsters, a ferret, a rabbit
says: {s} {has} {x} | {s} {owns} {x} | {s} {has} {x} as a pet
more: {s} {has} {x} at {their} parents' house | {s} {has} {x} that was rescued
denies: {s} {does} not have {x} | {s} {does} not own {x}
ends: {s} gave away {x} | {s} no longer {has} {x}
near: {s} saw {x} at the zoo | {s} dreamt of {x}
# travel multi person
values: Iceland, Peru, Vietnam, Morocco, Croatia, Scotland
says: {s} visited {x} in 2021 | {s} travelled to {x} in 2021 | {s} took a trip to {x} in 2021 | in 2021 {s} went to {x}
more: {s} visited {x} in May 2021 | {s} visited {x} in 2021 with two colleagues
denies: {s} did not visit {x} in 2021 | {s} never went to {x} in 2021
near: {s} bought a map of {x} | {s} {has} a pen friend from {x}
# travel single thing
subjects: the flight to Oslo, the ferry to Crete, the night train
values: 7 am, 9:30 am, 2 pm, 6:45 pm
says: {s} leaves at {x} | {s} departs at {x} | the departure of {s} is at {x}
more: {s} leaves at {x} from platform 4 | {s} leaves at {x} on weekdays
denies: {s} does not leave at {x} | {s} does not depart at {x}
changes: {s} was moved to {x} | {s} now leaves at {x}
near: lunch on {s} is served at {x} | the taxi to {s} comes at {x}
# travel single person
values: window, aisle
says: {s} {prefers} {x} seats | {s} {likes} {x} seats better | {p} preferred seat is the {x} seat
more: {s} {prefers} {x} seats on long flights | {s} {prefers} {x} seats near the front
denies: {s} {does} not prefer {x} seats
changes: {s} now {prefers} {x} seats
near: {s} broke the {x} | {s} cleaned the {x} yesterday
# food multi person
values: ramen, lasagna, falafel, dumplings, paella, curry
says: {s} {loves} {x} | {s} {is} fond of {x} | {s} really {enjoys} eating {x} | {s} {is} a fan of {x}
more: {s} {loves} {x} with extra chili | {s} {loves} homemade {x}
denies: {s} {does} not like {x} | {s} {hates} {x}
near: {s} dropped {x} on the carpet | {s} {knows} the price of {x}
# food single person
values: vegetarian, vegan, pescatarian
says: {s} {is} {x} | {s} {is} a {x} | {s} {follows} a {x} diet
more: {s} {is} {x} for ethical reasons | {s} {has} been {x} since 2012
denies: {s} {is} not {x} | {s} {does} not follow a {x} diet
changes: {s} became {x} | {s} {is} {x} now
ends: {s} {is} no longer {x} | {s} used to be {x}
near: {s} opened a {x} restaurant | {s} cooked a {x} meal for {their} guests
# tech single thing
subjects: the billing service, the image worker, the search gateway
values: port 8080, port 3000, port 9090, port 5432
says: {s} listens on {x} | {s} runs on {x} | {s} is reachable on {x}
more: {s} listens on {x} behind a proxy | {s} listens on {x} in development
denies: {s} does not listen on {x} | {s} does not run on {x}
changes: {s} was moved to {x} | {s} now listens on {x}
near: the debugger of {s} opens {x} | a firewall in front of {s} blocks {x}
# tech multi thing
subjects: the mobile app, the importer, the report builder
values: Redis, Kafka, OpenSSL, ImageMagick, Terraform
says: {s} depends on {x} | {s} requires {x} | {s} needs {x} | {x} is required by {s}
more: {s} depends on {x} at build time | {s} requires {x} 3 or later
denies: {s} does not need {x} | {s} does not depend on {x}
ends: {s} no longer depends on {x} | {s} does not require {x} anymore
near: the author of {s} dislikes {x} | a talk about {s} mentioned {x}
# tech single thing
subjects: the warehouse service, the chat backend, the ledger
values: Rust, Go, Kotlin, Python, Elixir
says: {s} is written in {x} | {s} is implemented in {x} | the programming language of {s} is {x}
more: {s} is written in {x} with a small C module | {s} is written in {x} for speed
denies: {s} is not written in {x} | {s} is not implemented in {x}
changes: {s} was rewritten in {x} | {s} is now written in {x}
near: the maintainer of {s} teaches {x} | the docs of {s} compare it with {x}
# finance single person
values: ING, Revolut, Barclays, HSBC, Santander
says: {s} {banks} with {x} | {p} bank is {x} | {s} {has} {their} account at {x}
more: {s} {banks} with {x} for business | {s} {has} {their} account at {x} together with a partner
denies: {s} {does} not bank with {x} | {p} bank is not {x}
changes: {s} switched to {x} for banking | {s} {banks} with {x} now
ends: {s} no longer {banks} with {x}
near: {s} walked past {x} | {s} heard a joke about {x}
# finance single thing
subjects: the premium plan, the gym membership, the software licence
values: 30 dollars, 45 dollars, 12 dollars, 99 dollars
says: {s} costs {x} | the price of {s} is {x} | {s} is priced at {x}
more: {s} costs {x} per month | {s} costs {x} without tax
denies: {s} does not cost {x} | the price of {s} is not {x}
changes: the price of {s} rose to {x} | {s} now costs {x}
near: someone won {x} with {s} | a fine of {x} was paid next to {s}
# family single person
values: Daniel, Robert, Samuel, Felix, Oscar
says: {s} {is} married to {x} | {p} husband is {x} | {p} spouse is called {x} | {x} is {p} husband
more: {s} {is} married to {x} since 2014 | {p} husband is {x}, a baker
denies: {s} {is} not married to {x} | {p} husband is not {x}
ends: {s} divorced {x} | {s} {is} no longer married to {x}
near: {s} {plays} chess with {x} | {s} sold a car to {x}
# family fixed person
values: Norwich, Tampere, Ghent, Bologna, Malmo
says: {s} was born in {x} | {p} birthplace is {x} | {p} place of birth is {x}
more: {s} was born in {x} in 1988 | {s} was born in {x} during a storm
denies: {s} was not born in {x} | {p} birthplace is not {x}
near: {s} got a parking ticket in {x} | {p} aunt was born in {x}
# family multi person
values: Milo, Greta, Nora, Emil, Ida
says: {s} {has} a child named {x} | {s} {has} a kid called {x} | one of {p} children is called {x}
more: {s} {has} a child named {x} who is four | {s} {has} a child named {x} from {their} first marriage
denies: {s} {does} not have a child named {x}
near: {s} {has} a colleague named {x} | {s} read a story about {x}
# hobbies multi person
values: the cello, the trumpet, the banjo, the harp, the drums
says: {s} {plays} {x} | {s} {knows} how to play {x} | {s} can play {x}
more: {s} {plays} {x} in a band | {s} {has} played {x} since childhood
denies: {s} {does} not play {x} | {s} cannot play {x}
ends: {s} stopped playing {x} | {s} {does} not play {x} anymore
near: {s} {wants} to sell {x} | {s} tripped over {x}
# hobbies multi person
values: pottery, birdwatching, woodworking, calligraphy, archery
says: {s} {is} interested in {x} | {s} {has} an interest in {x} | {x} is one of {p} hobbies
more: {s} {is} interested in {x} because of {their} grandfather | {s} {is} very interested in Japanese {x}
denies: {s} {is} not interested in {x} | {s} {has} no interest in {x}
ends: {s} lost interest in {x} | {s} {is} no longer interested in {x}
near: {s} saw a poster for {x} | {p} landlord teaches {x}
# schedules single thing
subjects: the dentist appointment, the sprint review, the parents' evening
values: Monday, Wednesday, Friday, Thursday
says: {s} is on {x} | {s} is scheduled for {x} | {s} takes place on {x}
more: {s} is on {x} in room 12 | {s} is on {x} with the whole team
denies: {s} is not on {x} | {s} does not take place on {x}
changes: {s} was moved to {x} | {s} was rescheduled to {x}
near: the invoice for {s} came on {x} | {s} was discussed on {x}
# schedules single person
values: 6 am, 6:30 am, 7:15 am, 8 am
says: {s} {wakes} up at {x} | {s} {gets} up at {x} | {p} alarm is set for {x}
more: {s} {wakes} up at {x} on workdays | {s} {wakes} up at {x} without an alarm
denies: {s} {does} not wake up at {x} | {s} {does} not get up at {x}
changes: {s} now {gets} up at {x} | since last week {s} {wakes} up at {x}
near: {p} neighbour leaves at {x} | {s} {feeds} the cat at {x}
# study single person
values: Leiden University, MIT, Uppsala University, the University of Porto
says: {s} {studies} at {x} | {s} {is} enrolled at {x} | {s} {attends} {x} | {s} {is} a student at {x}
more: {s} {studies} at {x} in the second year | {s} {studies} physics at {x}
denies: {s} {does} not study at {x} | {s} {is} not enrolled at {x}
changes: {s} transferred to {x} | {s} now {studies} at {x}
ends: {s} graduated from {x} | {s} dropped out of {x}
near: {s} parked in front of {x} | {s} {has} a mug of {x}
# study multi person
values: Portuguese, Japanese, Swahili, Greek, Finnish
says: {s} {is} learning {x} | {s} {is} studying {x} | {s} {takes} lessons in {x}
more: {s} {is} learning {x} with a tutor | {s} {is} learning {x} for a trip
denies: {s} {is} not learning {x} | {s} {does} not study {x}
ends: {s} gave up learning {x} | {s} stopped learning {x}
near: {s} ordered from a {x} menu | {s} met a {x} painter
# support single thing
subjects: ticket 4411, the refund case, the login complaint
values: open, closed, pending, escalated
says: {s} is {x} | the status of {s} is {x} | {s} has the status {x}
more: {s} is {x} since this morning | {s} is {x} with the second line team
denies: {s} is not {x} | the status of {s} is not {x}
changes: {s} is now {x} | {s} was changed to {x}
near: the text of {s} mentions an {x} door | a shop near {s} was {x}
# support single thing
subjects: ticket 902, the delivery complaint, the invoice dispute
values: Sofia, Dev, Camille, Bruno
says: {s} is assigned to {x} | the assignee of {s} is {x} | {x} handles {s}
more: {s} is assigned to {x} until Friday | {s} is assigned to {x} from billing
denies: {s} is not assigned to {x} | {x} does not handle {s}
changes: {s} was reassigned to {x} | {s} is now assigned to {x}
near: {x} laughed about {s} | {x} heard of {s} from a friend
# code single thing
subjects: the staging cluster, the nightly build, the docs site
values: AWS, Hetzner, Azure, Fly.io
says: {s} is hosted on {x} | {s} is deployed to {x} | {s} runs on {x}
more: {s} is hosted on {x} in Frankfurt | {s} is deployed to {x} by a script
denies: {s} is not hosted on {x} | {s} is not deployed to {x}
changes: {s} was migrated to {x} | {s} moved to {x}
near: the invoice of {x} mentions {s} | a recruiter of {x} asked about {s}
# code multi thing
subjects: parseDate(), the retry helper, src/auth/token.ts
values: a memory leak, a race condition, an off-by-one error, a null pointer bug
says: {s} has {x} | there is {x} in {s} | {s} contains {x}
more: {s} has {x} when the input is empty | there is {x} in {s} under load
denies: {s} does not have {x} | there is no {x} in {s}
ends: {s} no longer has {x} | {s} does not have {x} anymore
near: the commit after {s} was reverted because of {x} | a test next to {s} explains {x}
# code single thing
subjects: the upload timeout, the retry limit, the cache size
values: 30 seconds, 45 seconds, 90 seconds, 2 minutes
says: {s} is {x} | {s} is set to {x} | the value of {s} is {x}
more: {s} is {x} for large files | {s} is set to {x} in production
denies: {s} is not {x} | {s} is not set to {x}
changes: {s} was raised to {x} | {s} is now {x}
near: changing {s} took {x} | a test of {s} sleeps for {x}
# relationships multi person
values: Naomi, Viktor, Esther, Quentin, Salma
says: {s} {is} friends with {x} | {x} is a friend of {o} | {s} and {x} are friends
more: {s} {is} friends with {x} from school | {s} {is} close friends with {x} since 2009
denies: {s} {is} not friends with {x} | {s} and {x} are not friends
ends: {s} {is} no longer friends with {x} | {s} and {x} are no longer friends
near: {s} {has} a dentist called {x} | {s} saw a ship named {x}
`
