/**
 * Pairs written by hand in free language, from no template: `label | time of a | time of b | a | b`, one a line.
 *
 * Written before the decisions were measured. Times are dates, `-` where the pair has none. A table, so the limit on a file's length does not bind it.
 */

export const handPairTable = `
duplicate | 2023-03-01 | 2023-03-20 | User is vegetarian | The user doesn't eat meat
duplicate | 2023-03-01 | 2023-04-11 | My daughter's name is Lena | I have a daughter called Lena
duplicate | 2023-01-08 | 2023-01-15 | Caroline's employer is Stripe | Caroline works for Stripe
duplicate | - | - | User has two cats | The user owns 2 cats
duplicate | 2023-05-02 | 2023-05-09 | I went hiking yesterday | User went on a hike on 1 May 2023
duplicate | 2023-05-02 | 2023-06-09 | User hates cilantro | I can't stand coriander
duplicate | 2023-02-02 | 2023-02-05 | The API returns JSON | JSON is returned by the API
duplicate | - | - | The meeting starts at 3pm | The meeting begins at 15:00
duplicate | - | - | Melanie enjoys painting | Melanie likes to paint
duplicate | 2023-01-01 | 2023-03-03 | User drives a Tesla | The car that the user drives is a Tesla
duplicate | - | - | Bob is Alice's brother | Alice's brother is Bob
duplicate | - | - | User's favorite movie is Inception | Inception is my favourite film
duplicate | 2023-01-01 | 2023-01-02 | I'm allergic to penicillin. | User has a penicillin allergy
duplicate | - | - | Jon lost his job as a banker | Jon was fired from his job as a banker
duplicate | - | - | The user lives with his girlfriend | User is living with their girlfriend
duplicate | - | - | User weighs 80 kg | The user's weight is 80 kilograms
duplicate | - | - | I take vitamin D every day | User takes vitamin D daily
duplicate | - | - | The script needs Python 3.11 or newer | The script requires Python 3.11 or later
duplicate | - | - | User prefers dark mode | The user likes dark mode better
duplicate | - | - | User wakes up at 6 am | I get up at 6 in the morning
duplicate | - | - | The cache is invalidated every hour | Every hour the cache gets invalidated
duplicate | - | - | Gina opened a clothing store | Gina has opened a clothes shop
duplicate | - | - | My wife is a nurse | My wife works as a nurse
duplicate | - | - | User plans to visit Japan next year | The user intends to travel to Japan next year
duplicate | - | - | Tests are run with pnpm test | Run tests with pnpm test
duplicate | - | - | User dislikes flying | The user doesn't like flying
duplicate | - | - | I speak fluent Spanish | User is fluent in Spanish
duplicate | - | - | Maria was born in 1990 | Maria's birth year is 1990
duplicate | - | - | Sam is engaged to Lee | Lee is Sam's fiancé
duplicate | - | - | The trip takes 90 minutes | The trip takes an hour and a half
duplicate | - | - | Rent is $1,500 per month | The rent is 1500 dollars a month
duplicate | - | - | User's dog is named Rex | User's dog is called Rex
duplicate | - | - | He is the CEO of Acme | The CEO of Acme is him
duplicate | - | - | User is scared of spiders | The user has a fear of spiders
duplicate | - | - | User bought a new laptop last week | Last week the user purchased a new laptop
duplicate | - | - | Deploys happen only on Fridays | We only deploy on Fridays
duplicate | - | - | User can't eat gluten | The user is unable to eat gluten
duplicate | - | - | I've got three kids | User has 3 children
duplicate | - | - | The user is studying medicine in Vienna | User studies medicine in Vienna
duplicate | - | - | User is intrested in astronomy | User is interested in astronomy
duplicate | - | - | Our standup is at 9:30 every weekday | The standup takes place each weekday at 9:30
duplicate | - | - | Nate won the tournament | The tournament was won by Nate
duplicate | - | - | The user's email is anna@example.com | anna@example.com is the user's email address
duplicate | - | - | User runs marathons as a hobby | Running marathons is the user's hobby
duplicate | 2023-08-01 | 2023-09-10 | Joanna finished her screenplay | Joanna has completed her screenplay
refinement | - | - | User has a dog | User has a golden retriever named Sunny
refinement | - | - | I live in Germany | I live in Munich, Germany
refinement | - | - | User likes music | User likes jazz music
refinement | 2023-01-01 | 2023-01-09 | Caroline went to a support group | Caroline went to an LGBTQ support group on 7 May 2023
refinement | - | - | User is a developer | User is a backend developer at a fintech startup
refinement | - | - | The build is slow | The build is slow because of the type checker
refinement | - | - | User plays the piano | User plays the piano every Sunday at church
refinement | - | - | Meeting on Tuesday | Meeting on Tuesday at 10:00 in room 4
refinement | - | - | User bought a car | User bought a used Honda Civic for $9,000
refinement | - | - | My sister lives abroad | My sister lives in Norway
refinement | - | - | User has kids | User has two kids, Mia and Leo
refinement | - | - | User got married in 2019 | User got married in June 2019
refinement | - | - | The service uses a database | The service uses PostgreSQL 15
refinement | - | - | Tim reads a lot | Tim reads a lot of fantasy novels
refinement | - | - | User drinks coffee | User drinks two cups of coffee every morning
refinement | - | - | User owns a house | User owns a house with a big garden in Kent
refinement | - | - | The user is learning a language | The user is learning Korean with a tutor
refinement | - | - | User visited Spain | User visited Spain in summer 2022 with friends
refinement | - | - | User is allergic to nuts | User is allergic to cashews and carries an EpiPen
refinement | - | - | Ticket 77 is about login | Ticket 77 is about login failing on Safari
refinement | - | - | User earns about 60k | User earns 61,500 dollars
refinement | - | - | Deb started yoga | Deb started doing yoga with a neighbour in March
refinement | - | - | User's car is blue | User's car is dark blue
refinement | - | - | User works remotely | User works remotely three days a week
refinement | - | - | User has a meeting tomorrow | User has a meeting with the bank tomorrow
refinement | - | - | Port 5432 is used | Port 5432 is used by the local Postgres container
refinement | - | - | User's brother is a doctor | User's brother Ben is a doctor in Leeds
refinement | - | - | I play a sport | I play badminton on Thursdays
refinement | - | - | User graduated from MIT | User graduated from MIT in 2015 with a degree in physics
refinement | - | - | User suffers from headaches | User suffers from headaches after long screen time
contradiction | 2023-04-01 | 2023-04-01 | User is allergic to cats | User is not allergic to cats
contradiction | 2023-04-01 | 2023-04-01 | User lives in Boston | User lives in Seattle
contradiction | 2023-04-01 | 2023-07-01 | User was born in 1985 | User was born in 1987
contradiction | 2023-04-01 | 2023-04-01 | The function is synchronous | The function is asynchronous
contradiction | 2023-04-01 | 2023-04-01 | The endpoint requires authentication | The endpoint does not require authentication
contradiction | 2023-04-01 | 2023-04-01 | User loves horror movies | User hates horror movies
contradiction | 2023-04-01 | 2023-04-01 | User has no siblings | User has a brother
contradiction | 2023-04-01 | 2023-09-01 | Tom attended the wedding | Tom did not attend the wedding
contradiction | 2023-04-01 | 2023-04-01 | The package weighs 5 kg | The package weighs 7 kg
contradiction | 2023-04-01 | 2023-04-01 | User is a vegan | User eats chicken twice a week
contradiction | 2023-04-01 | 2023-04-01 | The meeting is at 10am | The meeting is at 11am
contradiction | 2023-04-01 | 2023-04-01 | User's cat is black | User's cat is white
contradiction | 2023-04-01 | 2023-04-01 | All tests pass | Some tests fail
contradiction | 2023-04-01 | 2023-04-01 | User is left-handed | User is right-handed
contradiction | 2023-04-01 | 2023-06-01 | My birthday is on May 5 | My birthday is May 15
contradiction | 2023-04-01 | 2023-04-01 | The server is in Frankfurt | The server is in Dublin
contradiction | 2023-04-01 | 2023-04-01 | User can swim | User can't swim
contradiction | 2023-04-01 | 2023-04-01 | User's blood type is A+ | User's blood type is O-
contradiction | 2023-04-01 | 2023-08-01 | Anna graduated in 2012 | Actually, Anna graduated in 2014
contradiction | 2023-04-01 | 2023-04-01 | The log level is debug | The log level is warn
contradiction | 2023-04-01 | 2023-04-01 | User is married | User is single
contradiction | 2023-04-01 | 2023-04-01 | The config uses tabs for indentation | The config uses spaces for indentation
contradiction | 2023-04-01 | 2023-04-01 | User always skips breakfast | User never skips breakfast
contradiction | 2023-04-01 | 2023-04-01 | User has 3 children | User has 2 children
contradiction | 2023-04-01 | 2023-04-01 | The shop opens at 8 | The shop opens at 9
contradiction | 2023-04-01 | 2023-04-01 | User doesn't drink alcohol | User drinks wine with dinner
contradiction | 2023-04-01 | 2023-04-01 | The feature flag is enabled | The feature flag is disabled
contradiction | 2023-04-01 | 2023-10-01 | Lisa grew up in Ohio | Lisa grew up in Texas
contradiction | 2023-04-01 | 2023-04-01 | The invoice was paid | The invoice was not paid
contradiction | 2023-04-01 | 2023-04-01 | My favourite colour is green | My favourite colour is purple
contradiction | 2023-04-01 | 2023-04-01 | The library is thread-safe | The library is not thread-safe
contradiction | 2023-04-01 | 2023-04-01 | User's flight departs from gate B12 | User's flight departs from gate C4
contradiction | 2023-04-01 | 2023-04-01 | User likes spicy food | User does not like spicy food
contradiction | 2023-04-01 | 2023-04-01 | Emma's surname is Clarke | Emma's surname is Clark-Jones
contradiction | 2023-04-01 | 2023-04-01 | The limit is 100 requests per minute | The limit is 60 requests per minute
temporal | 2022-01-01 | 2023-03-01 | User lives in Boston | User lives in Seattle
temporal | 2023-01-01 | 2023-03-01 | User works at Google | User left Google and joined a startup
temporal | 2023-01-01 | 2023-06-01 | User smokes | User quit smoking
temporal | 2023-01-01 | 2023-06-01 | User is single | User is dating Robin now
temporal | 2023-01-01 | 2023-06-01 | User is pregnant | User gave birth to a boy
temporal | 2022-01-01 | 2023-06-01 | User is 34 years old | User is 35 years old
temporal | 2023-01-01 | 2023-02-01 | The project uses webpack | The project was migrated from webpack to Vite
temporal | 2023-01-01 | 2023-06-01 | User drives an old Ford | User sold the Ford and now drives a Tesla
temporal | 2023-01-01 | 2023-06-01 | User has a subscription to Netflix | User cancelled their Netflix subscription
temporal | 2023-01-01 | 2023-06-01 | Ticket 55 is open | Ticket 55 has been closed
temporal | 2023-01-01 | 2024-06-01 | User weighs 90 kg | User weighs 82 kg
temporal | 2023-01-01 | 2023-01-20 | The meeting is on Monday | The meeting got moved to Wednesday
temporal | 2021-01-01 | 2023-06-01 | User is a student at UCLA | User graduated from UCLA
temporal | 2022-01-01 | 2023-06-01 | User is married to Chris | User and Chris got divorced
temporal | 2023-01-01 | 2023-06-01 | User likes coffee | User doesn't like coffee anymore
temporal | 2023-01-01 | 2023-06-01 | User has a cat named Tiger | User's cat Tiger died
temporal | 2023-01-01 | 2023-06-01 | CI runs on Jenkins | CI now runs on GitHub Actions
temporal | 2023-01-01 | 2023-06-01 | User eats meat | User became a vegetarian
temporal | 2023-01-01 | 2023-06-01 | User's phone is an iPhone 12 | User switched to a Pixel 8
temporal | 2023-01-01 | 2023-06-01 | User rents an apartment | User bought a house and no longer rents
temporal | 2023-01-01 | 2023-06-01 | User is unemployed | User found a job at a bakery
temporal | 2023-01-01 | 2023-06-01 | User used to live in Rome | User lives in Naples
temporal | 2023-01-01 | 2023-06-01 | Main branch is called master | The main branch was renamed from master to main
temporal | 2022-01-01 | 2023-06-01 | User's salary is 50k | User's salary is 58k
temporal | 2023-01-01 | 2023-06-01 | User's manager is Dana | User's new manager is Raj
temporal | 2023-01-01 | 2023-06-01 | User wants to learn to sail | User has learned to sail
temporal | 2023-01-01 | 2023-06-01 | User goes to the gym on Mondays | User now goes to the gym on Thursdays instead
temporal | 2023-01-01 | 2023-06-01 | We deploy to Heroku | We stopped deploying to Heroku
temporal | 2023-01-01 | 2023-06-01 | User is on the free plan | User upgraded to the pro plan
temporal | 2023-01-01 | 2023-06-01 | User prefers tea | These days User prefers coffee
temporal | 2023-01-01 | 2023-06-01 | User is afraid of dogs | User is no longer afraid of dogs
temporal | 2020-01-01 | 2023-06-01 | User's son is in kindergarten | User's son is in second grade
temporal | 2023-01-01 | 2023-06-01 | The API key expires in March | The API key was renewed and expires in September
temporal | 2023-01-01 | 2023-06-01 | Kate is the team lead | Kate stepped down as team lead
multi-valued | 2023-01-01 | 2023-02-01 | User likes pizza | User likes sushi
multi-valued | 2023-01-01 | 2023-02-01 | User speaks French | User speaks German
multi-valued | 2023-01-01 | 2023-02-01 | User visited Rome in 2019 | User visited Athens in 2021
multi-valued | 2023-01-01 | 2023-02-01 | User has a son named Max | User has a daughter named Ida
multi-valued | 2023-01-01 | 2023-02-01 | User owns a bike | User owns a kayak
multi-valued | 2023-01-01 | 2023-02-01 | User is friends with Tom | User is friends with Sue
multi-valued | 2023-01-01 | 2023-02-01 | User has read Dune | User has read Neuromancer
multi-valued | 2023-01-01 | 2023-02-01 | The service depends on Redis | The service depends on Postgres
multi-valued | 2023-01-01 | 2023-02-01 | User is allergic to nuts | User is allergic to pollen
multi-valued | 2023-01-01 | 2023-02-01 | User plays tennis | User plays the violin
multi-valued | 2023-01-01 | 2023-02-01 | User enjoys hiking | User enjoys cooking
multi-valued | 2023-01-01 | 2023-02-01 | Melanie painted a sunrise | Melanie painted a horse
multi-valued | 2023-01-01 | 2023-02-01 | User takes metformin | User takes aspirin
multi-valued | 2023-01-01 | 2023-02-01 | The app supports iOS | The app supports Android
multi-valued | 2023-01-01 | 2023-02-01 | User is interested in history | User is interested in astronomy
multi-valued | 2023-01-01 | 2023-02-01 | User attended a conference in Lyon | User attended a workshop in Turin
multi-valued | 2023-01-01 | 2023-02-01 | User has a degree in physics | User has a degree in law
multi-valued | 2023-01-01 | 2023-02-01 | One of my hobbies is knitting | One of my hobbies is chess
multi-valued | 2023-01-01 | 2023-02-01 | User invested in Apple stock | User invested in bonds
multi-valued | 2023-01-01 | 2023-02-01 | User went to the dentist on January 5 | User went to the dentist on February 1
multi-valued | 2023-01-01 | 2023-02-01 | User wants to see Norway | User wants to see Chile
multi-valued | 2023-01-01 | 2023-02-01 | User's team uses Slack | User's team uses Notion
multi-valued | 2023-01-01 | 2023-02-01 | User collects stamps | User collects vinyl records
multi-valued | 2023-01-01 | 2023-02-01 | User knows Python | User knows Rust
multi-valued | 2023-01-01 | 2023-02-01 | User volunteers at the animal shelter | User volunteers at the library
multi-valued | 2023-01-01 | 2023-02-01 | User is subscribed to The Economist | User is subscribed to Wired
multi-valued | 2023-01-01 | 2023-02-01 | User dislikes olives | User dislikes anchovies
multi-valued | 2023-01-01 | 2023-02-01 | User bought a tent | User bought a sleeping bag
unrelated | 2023-01-01 | 2023-02-01 | Anna's car is red | Bob's car is red
unrelated | 2023-01-01 | 2023-02-01 | User bought an apple at the market | User bought Apple shares
unrelated | 2023-01-01 | 2023-02-01 | User lives in Berlin | User likes chocolate
unrelated | 2023-01-01 | 2023-02-01 | User's mother is a teacher | User's father is a teacher
unrelated | 2023-01-01 | 2023-02-01 | The staging server runs Ubuntu 22.04 | The production server runs Ubuntu 20.04
unrelated | 2023-01-01 | 2023-02-01 | Tom lent Jerry 20 dollars | Jerry lent Tom 20 dollars
unrelated | 2023-01-01 | 2023-02-01 | User flew from Paris to Rome | User flew from Rome to Paris
unrelated | 2023-01-01 | 2023-02-01 | User works at Amazon | User saw a documentary about the Amazon
unrelated | 2023-01-01 | 2023-02-01 | User has a meeting with Kim | Kim has a dog
unrelated | 2023-01-01 | 2023-02-01 | User's passport expires in 2027 | User's credit card expires in 2027
unrelated | 2023-01-01 | 2023-02-01 | The login page is slow | The search page is slow
unrelated | 2023-01-01 | 2023-02-01 | User's sister loves jazz | User loves jazz
unrelated | 2023-01-01 | 2023-02-01 | Caroline went to the beach | Melanie went to the beach
unrelated | 2023-01-01 | 2023-02-01 | User teaches math | User's math teacher is strict
unrelated | 2023-01-01 | 2023-02-01 | User eats breakfast at 7 | User goes jogging at 7
unrelated | 2023-01-01 | 2023-02-01 | User owns a boat | User dreams about boats
unrelated | 2023-01-01 | 2023-02-01 | Ticket 12 is closed | Ticket 21 is open
unrelated | 2023-01-01 | 2023-02-01 | function parse() throws on empty input | function format() throws on empty input
unrelated | 2023-01-01 | 2023-02-01 | User's first car was a Fiat | User's first job was at a Fiat dealer
unrelated | 2023-01-01 | 2023-02-01 | User is reading a book about Japan | User is booking a trip to Japan
unrelated | 2023-01-01 | 2023-02-01 | Dave manages Ellen | Ellen manages Dave
unrelated | 2023-01-01 | 2023-02-01 | User's brother lives in Spain | User's cousin lives in Spain
unrelated | 2023-01-01 | 2023-02-01 | User paid the electricity bill | User paid a visit to Bill
unrelated | 2023-01-01 | 2023-02-01 | The backend uses port 8000 | User's office is on port street 8000
unrelated | 2023-01-01 | 2023-02-01 | User has a headache | User's office has a garden
unrelated | 2023-01-01 | 2023-02-01 | User set the timeout to 30 seconds | User ran 100 meters in 30 seconds
unrelated | 2023-01-01 | 2023-02-01 | Sarah is taller than Mike | Mike is older than Sarah
unrelated | 2023-01-01 | 2023-02-01 | User's cat sleeps on the sofa | User's neighbour's cat sleeps on the sofa
unrelated | 2023-01-01 | 2023-02-01 | User drinks green tea | User painted the door green
unrelated | 2023-01-01 | 2023-02-01 | User is preparing for an exam | User's car failed its inspection
unrelated | 2023-01-01 | 2023-02-01 | The release is planned for June | User's wedding is planned for June
unrelated | 2023-01-01 | 2023-02-01 | User wears glasses | User broke two wine glasses
unrelated | 2023-01-01 | 2023-02-01 | Priya is allergic to eggs | Priya's son is allergic to eggs
unrelated | 2023-01-01 | 2023-02-01 | User met Paul in Paris | Paul met Maria in Paris
unrelated | 2023-01-01 | 2023-02-01 | npm install fails on Windows | npm test fails on macOS
unrelated | 2023-01-01 | 2023-02-01 | User might buy a motorcycle | User's uncle repairs motorcycles
unrelated | 2023-01-01 | 2023-02-01 | Leo scored two goals | User set two goals for the year
unrelated | 2023-01-01 | 2023-02-01 | User watered the plants | User works at a power plant
`
