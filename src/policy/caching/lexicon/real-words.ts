/**
 * Real words at one typing error from a commoner one: never read as misspelt (`addictive` is not `additive`, `comma` not `coma`).
 *
 * Made by scripts/make-real-words.ts from the SCOWL word lists (Copyright 2000-2016 by Kevin Atkinson; see NOTICE): those words that
 * the table's vocabulary lacks and that the speller would otherwise correct. Not to be edited by hand.
 */

import { wordSet } from './word-set.ts'

const words = wordSet(`
abacus abduced abide abides abiding abies abode abodes abusers abuts abysms academe accessorise accessorises accessorizes
accursed accusers achievers acidify acing acmes acned acnode acquirers acrid acridity actin actinon actins acuate addend
addictive addle addled addles addling addressees adduct adducted adduction adductions adducts adherers adits admen admirers
adrenalin adust advisee adware adzes aerose aesthesia affaire afghani afghanis afterlives aftos agora agoras aguish aiders
airbed airliners airted airting airts albino albinos alder aldol aldols aldose alevin algin algins alkalise allay allays allot
allots aloes aloha alohas alterative altercation altercations alternation alternations alula alulas alums alvine amain ambler
ambles ambos amide amiss ammoniac ammoniacs amnesiac amnesiacs amnio amnions amplifies ampule ampules anaesthesia analysers
analyzers anarch anear aneroids anesthetic anesthetics angary angelic angelical anglers anile anils anima animas anklet anklets
anneals annuls anole anoles anons anonym anonyms anthologise anthologises anthologizes antic antlia antonymous antonymy antrum
antrums antsy anuses apace apologues appals applets appliers apses apsides aptitude aptitudes arbour arbours archine archines
archrival ardebs areca arecas argon arguers aright ariose arkose armband armbands armoury armrest armrests aroid aroids arouse
arouses arras arrowy artel arthritics artiest artiste artsy arums ashier assemblers aster astir astride astroid atomy atonic
atony atria attaint attainted attainting attaints attar attenders audile audiles aural aurar auroral authorisation
authorisations automaton automatons avaunt avers averse avert averts avigation avion awakens axils azide azides azotes baaed
babel babels babiest babul backbend backbends backset backslash backslide backslides badmen baels bagman bahts bairn bairns
balancers baldy balked balker balking balks ballade ballon ballsy balsa balsas bandana bandanas bandied bandy banket banns
banting baptise baptises barbet barbets barbitone barbitones barde barfed baric barman barms barnyard barnyards barong barongs
barque barques barret barrette bartered barye baryes baryon baryons baryton bashaw basilican basion basked basking basks basset
bassets bassline basslines basso bastardy baste basted baster bastes basting bathe bathos batiste battier battlers batty baulk
baulks bawls bazar bazars beaded beading beadle beadles beady beagle beagles beakers beamy beano beanos beaut beauts becket
beefy beeps beery beets befit befits begat begum begums behalves belay belays belga belie belies bellows bemas bendier bendy
benison benisons bennet bennets berating beret berets berms besets besots betel betta bewaring bhang bhangs bicker bicyclers
biddy biffs bight bights bilbo bilge bilges bilked bilker bilking bilks billet billets bindle birders birrs bister bitchy biters
bittern bitterns bittier blabs blackfish blackpoll blackpolls blags blain blains blanch blare blared blares blarney blarneys
blats blatted blatting bleach bleaches blear bleat bleating bleats blench blenches blende blenny blini blinis blintz bloat
bloating bloats blobbed blobs blockaders bloomy blossomy blots blowie blowies blowsy blowy bludge bluesy bluet bluets blueys
bluish blurb blurbs blurt blurts bluster boarders boart boast boasting boatman boatsman bobbled boded bodes bodices boding bogie
bogies bogle boles boliviano bolivianos bolls bolster boluses bombe bonce bonces boners bongo bongos bongs bonks bonne bonny
bonze boobies boobs bookend boong boonies boors booties booty borers boride borneol boron bosom bosomed bosoms bosons bossy
botcher bottlers bough boughs boule boules bouncers bourg bouse bouses bowel bowels bowmen bowse bowyer boxier boyar bracers
brach bract bracts brags brails brainy brandling branks brassy bratty brawn braxy bream breams breastfed breathers breathy brede
breech breeks breve breves brewis bribers bricky bridle bridles briers briery brill brills brine briny broaden broadens broil
broiled broiler broilers broiling broils bronc broncs broody brooklet brooklets brose broths brownie brownies browse bruisers
bruit bruits brunch brunt brushy bubblers bucklers bucko budgie budgies buffo bugle bugler bugles bugling bulla bullas bumph
bumpier bumpy bunchy bundied bundies bungs bunts buoying buoys buran burbs buret burgher burgs burin burins burka burkas burley
burly burnet burro burros burry busby bushies bushiest bushiness bushy busses bustier bustiest bustled bustler busty butty butut
bututs byrnie byrnies byroad byroads cabals cablet cachet cachets cadencies cadent cadge cadges cadre cadres cagers caird cairn
calash calashes calces calculous calked calking calks calla callas callus calve calving calxes camber cambers cameral
camouflagers campion campions campy candid candlers caners cannabins canso canst canter cantering canting canto cantoris cantos
cants capers capias caplin caplins capos captions caput caramel caramels carbs carders cardie cardies carers caret carets
cariole carked carking carks carline carnal carny carolers carolus carouse carouses carpers carpi carpus carrel carrels carroty
carse cartage carte carton cartons cartoony carve carven carves casefy casks cassis casters castor castors catalo cataloguers
catchier catchy categorise categorised categorises categorizes cattish catty caudal causers causey cavers cavie cavies cawed
cayuses celerity celiac cella centals centare centares centner centners centra centralised cerate cerated cerates cerebra cered
ceres ceric ceros certes cetaceous chafe chafes chaise chaises chalky chancre chancres changers chape chapiter chapiters chapped
chaps characterisations chard chare charr chary chasers chassed chaste chattier chawed chawing chaws cheapo cheder cheeky cheery
chelated chelating chert cherty chestier chesty chewers chewy chiack chiao childe chilli chimp chimps chine chink chinks chino
chinos chiral chirp chirps chloral chock chocked chocking chocks chokers choli chomp chomps chook chooks choosers chopine
choppier chore chorea choregrapher choregraphy choreograph choreographs chorography chough choughs chrism chromic chroniclers
chubs chuff chuffs chugs chums chunky churchy churl churls churn churns chute chutes ciaos cinch cinched cinematograph circlet
circlets circuity circusy cirrus civilisation civilisations civilised clamp clamping clamps clams clang clangs clank clanks
claret clarets claro claroes claros classis classy clave clavus cleanse cleansed cleanser clearwing cleats cleaver cleek cliffy
climactic cline cling clings clods clomb clopped clops clots clotted clotting clough clove cloven cloves cluck clucked clucking
clucks clutter clyster clysters coact coacted coacting coacts coarsens coati coatis coble codas coders codling coeds coffers
cogent coign coigns coirs coleus coleys colic collard collards collet collets collider colluded collusion colone colonisation
colonisations colonise colonises colonizes columbous colza colzas comate combe combiners comers comma commandeer commandeers
commas commending committers commodify comose compadre competencies complected compliancies compo comps concent conclave
conclaves condensers condole condoles conduced conducing coneys confection confections confiture confitures conformations conga
congas congenial congested congests congous conic conics conks conman connive connives conns conservators consols constrain
constrains constrict constricted constricting constriction constrictions constrictive constricts contactor conte continua contos
contrasty contuse contused contuses contusing contusion contusions convergencies cooed cooing cookers coolie coolies coomb coons
cooperage coots copals copiers copra copse corelation corers corespondent corespondents coria corky corms cornel cornels cornets
cornett corniche cornier cornu cornus corny coronal coronals corpora corporeal corral corrals corse corves coset cosses costae
costar costars coste costumers cotemporary cottagers cottony couldst coulis councilor councilors counsellor counsellors
countrywide couplers couplets coursers courtier couth covet coveting covets covey coveys covin cowls cowman craal crackled
crackling crafty crags crake crakes crammer cramp cramping cramps crams cranage cranky crape crapy crashers crass cratch craunch
crave craves crawly craws creak creaks creaky crease creased creases creel creels creese cremate cremates cremating cremation
cremations cremator creme cremes crenate crenation crepe crepes crepey cress crewel cricketeer criers crine cripes crispy
criterial criticise criticises criticising criticizers crock crocked crocket crockets crocks crone crones crooner crosse croup
cruces cruet cruets crumbing crumped crunchy cruse cruses crusty cruxes cubeb cubebs cubers cuing cukes culet cultch cultus
cunts curare curch curdled curdling curds curdy curers curets curies curios currant currants curtate curtsy curvet curvets
cushiony custos cutch cutches cutesy cuteys cutie cuties cutis cyanine czars daces dadoes daemonic daimon daimons dalasi dalasis
daman damson damsons dander danging dangler danglers dangs danio darers darkling darky darned darning darns daters daube
dauphine davits deadening deadliness dearth dearths deary deaves debars debaters debus decaf decafs decals deceases deciare
deciders declarers decliners decoy decoys dedal dedans deducible defecated defecating defection defections defector defectors
defied defies definers deflect deflected deflective deflects defter deice deices deicide deifies deify deign deigned deigning
deigns delict delis delude deludes delver delvers demeanour demist demit demob demobs demoniac denar deniers densify dentin
deplete depletes deport deports deprecates deprecations deprive deprives deputes deputise deputises deputizes derail derailed
derailing derails dermis desalt desalts describers descried descries despot despots determiners deterrent deterrents detrained
deviance deviant deviants devise devoice devoices devoir devoirs devotee devour devours dewan dharna diabolo dianetics diarrheal
diarrhoeal diaster diazo differentia differentiae diffusers dight digitalis dignify diked dikes dills dimers dimeter dimply
dinars dinge dingo dingy diplomata diplomate dirge dirges dirhams disassemblies disbelievers discovert dishy dispersers
disposers disputers dissed dissolvers distillers distributee ditty divan divans diversify divests dividers diviners dobra dobras
dodgem dodgems doers doggo doggy doles doling dolor dolors dolts domaine donee donga doona doonas dopes dories dorks dorty
dosses doublets doughy doura douras douse douses dowdy dowelling dowery dowse dowses doxies dozes dozing drabs draff drafty
dragoon drams dratted draughty drawees drawl drawling drawls dreamier dreamt dreamy drear dressier drier driers dries drifty
drivel drivels droll drolly droop drooped drooping droops dropsy droughty drovers drubbed drubs ducat ducats ducky duffers dully
dumbo dumbos dumpling dumpy dunce dunces dunks dunlins dunno dunny duped duping durian durians durra durras durst durum dustbin
dustbins duvet duvets dynamiters dynast dynasts dynes eaglet eaglets eagre earthily easel easels economise economises economizes
eddoes edgers educatee educt eduction eider eiders elater elating electronica elfin elide elides eluder elute elutes elver
elvers elvish embroiders emersion emersions emits emmet emmets emoticon emoticons empery emphasise enablers encyclopaedia
encyclopaedias endermic endue endued endues enduing energids energise energises energizes enforcers enhancers enlargers enrage
enrages enraging enrich enrolments ensue ensues ensurers enterprisers envelop envelopers envelops epidermic eposes equivalencies
erasers ernes erotica escapee esters ethic evaders everyway evite examinee excellencies excerpta exchangers excise excised
excises exemplar exemplars exercisers exert exerts exine exotica expedience expediences expertize exploders eyases eyras facers
facet facets facies factorise factorises factorizes facture fadge faeces fainer fainest fakeries fakers fakirs falsie falsies
fango fantasise fantasises fantasizes fantast fantasts faqirs farce farces farted fasces fasciation fatso fatsos fattened fauces
faunal fauns faves fawns faxed faxes faxing fayre feces feign feigns feint feints felid felids fella fellas felloe felloes felon
felonry felons fencers fending ferial ferny ferrites fertiliser feted fetial feuar fibber fibbers ficus fiddlers fidge fiefs
fiend fiends fifers figurers filers filet filmy filses filth filum fimble finagle finagles finalised finders finery finfish
finials finings finis finises finishers finked finks finny fireman firers firry fishier fishy fivers fizzy fjeld flacon flailing
flake flaked flakes flaking flambes flamens flamingo flans flashers flashy flatus flavoury flawy flayer flayers flaying flays
fleam fledging fleecing fleshy fletch flexile flied fliers fliest flighty flinty flirty flitch flite flits flitted flitter
flittered flittering flitting floaty flocky flocs floes flong florescent florets florin florins floss flotage flounder flounders
floury flout flouts fluff fluffs flunk flunks flunky fluor fluors flurry flyte foals foamy foeman foist foisted foists foliate
foliates folksy footled footling forage foraged forages foray foraying forays forceps forgers forgivers forgo forgoes formant
formate forme formulae fortis foundling fount founts framers franchisee franchisers frats frazil freaky freedman freelancers
fremd freshen freshens frets friary frication frigs frill frilled frilling frills frilly frise frith frize frond fronds frons
frore frosty froth froths froward frowst fruity fucus fuddle fuddles fugal fumblers fundus funereal fungo fungous furan furans
furbished furled furls furzy fusee fussy futon futons gabbed gabbing gabble gabbled gabbles gablet gainers galah galahs galea
galena gallop gallops gallous gallows gamblers gamboling gamier gamin gamines gamins gammer gammy gamps garble garbled garbles
garbs garret garrets gashes gassy gasteropod gauze gavel gavels gawped gawping gawps gazers geans geeky gemmae gemological
gemologist gemologists gemology generalised generically genet genets gentes gentile gentiles gents geometrid geometrids germs
gharry giber gibes gibing gigglers gilder gilding gilds gilts gingery girds girted girts glade glans glassy glaze glazes glazing
gleamy glean gleaned gleaning gleans glebe glebes glede gleets gloat gloats globalisation globs gloms gloomy glossa glume glumes
gluts goads goers gofer goggle goggled goggles goggling goners gooey goofs googlies goons gorals gorget gorgets gormand gorse
gossipy gowan grabby gracile gradate gradated gradates gradating gradations grads gradus graffitist graffito graft grafts grail
grails grandam grandams grandee grangers grate grated grates grating gravies gravy graze greasers greave greenie greenies gride
griffon griffons grift grime grimy gripe grist grith groat groats grocer grocers groped groping grots grovel grovels guans guars
guerilla guerillas guggle guggled guggles guggling guiders guidon guile gules gulled gulls gunny gusto gusty gutsy guttier gyrus
habitant hacek haceks haeres hafts hajji hajjis hakes halers halon halons halve halvers halving hammier handier handover handsel
hangover hangups hanky hansom hansoms haole harass hardier hardiest hardiness harem harems harked harks harmonise harmonises
harmonizes harpy harriers hastens haters haugh haulm haulms haunters hawkings hayfield hayfields hazan hazans hazers headier
headliners headwaiters heady hearse hearty heave heaver heaves heder hedgers heeds henna hennas herby hereon herpes heths hetman
hexad hexads hickey hickeys hiders hieing hierarch hierarchs hight hikers hinged hinters hirers hoard hoarder hoarding hoards
hoars hocks hodden hoers hoicks hoiden hoist hoister hoisting hoists hoked hokes hokey hoking holily holloes homey homeys homier
hoofed hoofer hoofs hooky hoots hoppled hoppling horme horny horseshoers hospitalised hosta hough housel hovel hovels hovers
huddle huddles huffy hulky humblers humic humidify hurdlers hurtled hurtling huskiest husks hutch hybris hydria hydrops hydrous
hymen hymens hypothesise identifiers idlers ihram ileus imagoes impalement impatiens impeding imperil imperils imposers impresa
inane inaner inanity incant incests incitation incitations incite incited incites inciting incomers incudes incus independencies
indicting indiction indictions indictor indite indited indites inducers inducting indult inert infanta infante infer infernally
inferred infest infested infesting infests infirm inflaters inflected inflection inflections infra ingested ingesting ingests
inhalers inhumane injurers inpatients inquires inset insets insistencies insolate insolation insolations insomniac insomniacs
instancies instituters insulated insulating intensify interbred interments interoceptor interrace intervale intestate intis
intuit intuits inulins inunction inunctions inure inured inures inuring inventive invitee irrigated irrigating islet islets
issuers istle ivies jacobus jaggier jammy jampans japer jazzy jerkin jerky jests jetty jewellers jewfish jigged jigging jilted
jilts jingo jingoes jinks jocko joggled joggling jokey jokier jolty josses jousts jowls juicers juleps jumpier jumpy junco
juncos kails kakis kalif kalifs kalpa kamala kanga kangas karat karats kauri kauris kayos kente kerbs kerne kevel keynoters
kiang kiangs kibes kickier kicky kiddo kiddos kilns kilts kinas kingship kissers kneel kneels knicker koala koalas kotos krill
lability laches lackey lackeys ladings lagers lambada lambadas lamia lamias lampas lanai lanais lancers lancet lancets
landscapers landside landsides landslid langue lapse larch larder lardon lards lardy lares largess larva larval lashers lasso
lathes laths latices latkes lattes lauders lauds launce launces lavash laved laves laving layman lazars leaden leafy leaky
leasers leavens leavers legman leister leman lemony lenis lento lewder lexises liana lianas liard liber libertines librated
licensee lidos liens lifers ligan ligans liger lightening ligule ligure likability likens lilac lilacs limbo limbos limbus limen
limens limeys limned limner limning limns linage lineate linesman lingo linin linter lisps litas lither livability livelong
livelongs livens livre llama llamas loach loams loaves lobbed lobbing localised locket lockets locums locust loden lodes lodgers
loess loesses lofty logion logistic logon logons loins lolly loners longan longans longe looms loons loopy loots lopes loran
losel lotas lotic loungers loured lours louse louses lousing louts louver louvers lovey loveys lowery lucid lucre luged lumpy
lunge lungi lungis lupus lurex lurked lushy lusty lutes luthern lweis lyres lytic macho mackintosh macron macrons madrasa
magdalens magneto magnetos magus maharajah maharajahs maims makos malar malarial malines malison mallets malleus maltase malted
malthas malting mamba mambas mamma manat mandala mandalas mange manger mangers mangle mangles maniac maniacs manic manics manna
manse manta mantas mantel mantels mantes mantis mantoes mantrap mantraps maquette maquis marchers marchesa marchese margaritae
marginate marish markups marlin marline marlines marls marque marquees marques marquise marshy martyry marvellous mascon masers
mashes maskers massy materialised mateys mathematic matier matin matins matres mauls maund maunds maundy maxima mayst mazers
meadowy meanie meanies meatus meaty mechanised mediant mediants medic medicate medicated medicates medick medicks medicos medics
meditated medius megass meiny melanite melodise melodises melodizes melon melons memorisers memorizers menders mends menses
merchandisers merle merles merlon mesial messuage messuages meths metic metics mewls micelles microcopy middy miens mikva milfs
miliary millime millimes milline millines millionairess milord milords mimed mimer mimers mimes miming mince minced mincer
mincers minces mincing minders minim minims minimus miniums minke minks minster minsters minters minty minxes miserly misers
misfield mispleading missend missus mistier misused misuses misusing mizzle mizzles mobilisation mobilisations mobilised mobster
mobsters modality modally modals moderne modernisation modernisations modernised modesty moires mokes moldy molls momenta monad
monads mongo mongos monies monist monists monkery monody mooed moony moots morass moray morays morels morion morions morns moron
morons morose morsel morsels mortgagee moseys mossy motes mothy motley motleys motorised moues mouldy mountainy mousers mousse
mousses mouthy movers mucks mucro mucus muddle muddles muenster muffed mulling mulls multilayer multiplex munches muons murage
murices mushed mushes musicale muslin mussed musses mussing mussy mustardy mustee musth mustier musty myall mythos naans nadir
nadirs naiad naiads naifs naira nairas nappe nappier nares naris naturalised naught naughts navar navel navels navvy neaps neath
nebulae nebular neral nerds nerdy nestling nettling neume newel newels newsman newsy nidus ninon niter nitre nitro nobble
nobbles nocks nodus nombles noose nooses noria norias norite normalisers normalizers northeasters northers northwesters noshed
noshes nouses novae noways nowise nucleic nudge nudges nukes nulla nursers nursling nutriment nutriments obits occupiers
ocherous officinal ogres ohmage ohmages olden oldie ollas optima optimisers optimizers orang orangs orate orates organisers
origan orison orisons ouster ousting ousts outage outages outdoorsy outfight outfights outlaying outrange outranged outranges
outsert overdoes overdye overfly overgrow overgrows overhear overhears overlaid overlay overleap overleaps overseers oversewing
oversews overthrown overtire overtires overweigh oxidise oxidises oxidizers pacers packagers paddlers paediatrician
paediatricians pagers pails painty paisa paisas palate palates palazzi palish pallette pallettes palls palmar palmette palmier
palmy palter pampa pampas pamper pampers panada pandoura panga pangas panicled pantie pantiles pantos paraders parados paralysed
paramatta paranoiac paranoiacs paranoic parch parches pariah pariahs parities parkas parkin parley parleys parlour parlours
parol parolee parrs parson parton passels passers pastel pastels pasties pastis pastorale pastorali pasty patchy pathos patin
patina patinas patois patriarchy patricians patroon patroons patten pattens pattered patters paunch paunches pauper paupers
pavan paves pawls paxes payback paybacks payoff payoffs peachy peags peaky pealed pealing peals peans peart peaty pebas pedalo
pedalos pedant pedants peens peeped peeping peeps pekes pelts pends penna penne penni pennis peons peony peppier pepsin peptise
peptises perfectas perfumers peripteral peris perked perking perks perms perron perse persistencies personae personalty
persuaders peruse perviously pesters pesto pesty petasus pewters phage phages pheasant pheasants phenomenal phials phoneys
phonies phons phony phosphorous phosphors photosynthesise phots phyllos physic piaster piasters pickers pickled pickling picky
picrate piddle piddles piercers piety piing pikers pilaster pilastered pilei pileus pillies pillock pillocks pillowy pilly
pilous pimped pimping pimps pinko pinkos pinnace pinnaces pinta pinyons pions pistil pistils pistole pitas pitchier pitchy piths
pithy piton pitons pitta pittas placers placet placid placket plackets plage plages plaice plaices plaint plaints planers plasm
plasms plastids platens plats platy platys playa pleach pleat pleats pledgee pledget pleiad plena pleural pliant plied plier
pliers plies plods plopped plopping plops plowers ploys pluck plucks plumate plumb plumbs plumy plunder plungers plunk plunks
plushy plutons plying pocked pocking pocks pointier pointy poise poises poising pokeys pokie pokier pokies polers polio polios
politic politicks politicos polities polluters pomes poncy pones pongs poodle poodles poods pooed poofs pooing pooka pooped
pooping poops poplars popularised porism porky porno portend portent portents posers posies posit posited positing posits posset
possets possie posterns potables potage potages pottage pottier pottos poufs pounce pounced pouncer pounces pouncing pouted
pouting pouts poxes praefect prana prang prangs prase prate prated prater praters prates prating prats prawn prawns preachier
preachy precatory precedencies preclude precludes predicable predicated predicating predication prefatory preform preformed
preforming preforms premixes preparers presa prese preservers preset presets pressers pressies presto prestos prevision
previsions prexy pricket prickets priers prigs primers primo prink prinks prion prions prise prised prises prising privatisation
privatisations privier priviest processionals prods proem profess professed professes professing prole proles promenaders
promisee promisers prompters pronations pronto propjet propjets proposers propretor prosector prospectus prosper prostrate
prostrates prosy provability provably provers provokers prows prude prudes prune prunes pseuds psych psychs ptoses pubic pubis
publicised pucka puckering puffy pukes pulas puled pules puling pulpy punchers punchy pungs purchasers puree purgers purism
purrs pursers pursuers pushers putts puttying puzzlers pyres pyrone pyroses quadrat quaky quale quant quantifies quarriers quass
quean quern querns quietus quins quint quinte quints quire quires quirt quirts quoit quoited quoiting quoits quotha rabbin rabid
racier raciest radii ragas ragers ragis ragman rainier raisers raisin rajah rajahs rales ramose rance rangier rangy rankled
rankling ranted ranter ranters ranting rantings rants rapers ratel ratels raters rathe ration rattlers ravel ravels ravers ravin
ravish readier reagent reagents realisations realty reamed reaming reams reaped reaps rearm rearmed rearms reave reaves rebid
rebids receiptor recept recoded recoding recognisers recognizee recognizers recommenced recon reconcilers recons rectal rectos
recusal recusals recused recuses recusing recyclers redacted redacting redaction redactor redactors redacts redfish redid
redstart redstarts reducers redwing redyes reedy reefers reeking reeks reelect reelecting reelects reest refactor refactors
refection refiners refire reflate reflated reflates reflating reflation reflations refound refract refracted refracts refuelling
refurnished refute refuters refutes regale regelation regimens regive regnal regos regraded regrading reinforcers reive relaters
relict relicts relievers relined relines relivable relive relived relives remiss remodelled removers rends renege reneges renin
reorder reorganised repaid repaper repliers reprized reproducers requite requited requites requiting reran resat rescuers reseat
reseats resect resected reselected reselection resent resents residua resiny resit resiting resits resole resoled resoles
resoling resolvers respirators restated restorers restring retard retarded retarding retards retie retied reties retina retinas
retiree retraced retrain retrained retraining retrains retried retries retrievers retroact retrod retuning reuses reusing revel
reveled reveling revelled revels revenuers revere reverence reverenced reverences reverencing reveres revers revet revetted
rewed rhymers riata riatas ribbers ricers rickets rickey rickeys rifer riffle riffles riflers riled riles riling rilled rills
rinse rinses rinsing ripens ripplet risers rives rivets riviera rivieras riving riyal riyals roans robbin roble robles rochet
rockier rockiest rockling rococo rogation rogations roiled roiling roils roister romancers romanise ronde roods rooky roomy
roose roost roosted roosts ropers rorting rorts rotas rotund roust rousted rousting rousts routs roves rowel rowels rubbishy
rucks ruddier ruddle ruddles ruddy ruffs rufous ruggers ruing rungs runnier runts rushers rushy rusks sabin sabins sabras
saddlers saeta saggy saiga saigas sakis salade salep salivation salivations sallet sallets sallow sallower sallowest salmi
salmis saloop saltine saltines saltire saltires saltus salvagers salve salved salves salvia salvias salving sambar sambars
samiels samosa samosas samplers sanies sapid sapling sards sarge sarges saros sashay sashays satang satangs satay satem satiny
satrap satraps saucers savate savers saviour saviours savor savors savory scabs scads scalars scald scalded scalding scalds
scams scant scants scape scapes scarp scarped scarping scarps scarves scats scend scending scends schedulers schemers schillings
scold scolds scoots scorch scoria scorned scorner scorning scorper scoter scour scoured scourer scouring scours scows scram
scramblers scrams scrapers scrapie scratchy screak screaked screaking screaks screed screes screwy scribers scrip scrips scroop
scums scupper scurf scuts seamy searchers seared seceded secern secerns secrete sedated sedater sedating sedge sedges seducers
sedum sedums seedbed seedy seeling seels seeping seeps seers seiners seise seizers seizin selves sematic semen semiotic
semiotics senegas senna senors sensate sente sentience sentient sepaled sepals sequela sequencers serai serine serines serous
setters setts sever severs sewed sexton sextons sexts shads shagged shags shakers shakoes shalt shamus shandy shank shanks
shapers shard sharers sharpens sharpers sharpie sharpies shavers shavings shawl shawls shawm shawms sheaf sheathe sheave sheaved
sheaves sheik sheiks shelve sherif shewing shewn shews shiftier shifty shill shills shimmer shims shindy shiners shingled
shingles shinny shirr shirrs shirty shivah shivahs shive shivs shmear shmears shmeer shoat shoats shogun shoguns shooing shool
shoos shorty shote shotten shouldst showier showy shred shreds shrift shrike shrikes shrunk shtick shticks shuck shucked shucker
shucking shucks shufflers shuns shunt shunts sicko sickos sidewall sidewalls sidle sidled sidles sidling sierran sieve sieves
sifted sifter sifters sifting sifts signers sikas silds silencers silicone sills silos silted silts simar simba simony simper
simplex simulant singeing singlets sinter sinters sinus sitar sitars skein skeins sketchers sketchy skewer skewing skids skimmer
skimp skimps skims skink skinks skinnier skint skirr skite skited skiter skiting skits skiver skives skiving skulk skulks skunk
skunks skylark skylarks slagged slags slake slaked slakes slaking slanders slangy slather slatier slats slatted slaty slavers
slavey slaveys slayed slaying slays sleave sleepier sleight sleights slewing slicers sliders slier slime slimsy slimy slingers
slink slinking slinks slippers slippy sliver slobbed slobbing slobs sloes slogs slopped slopping slops sloth sloths slubs slued
sluice sluiced sluices sluicing sluing slums slunk slurred slurs sluts smalt smarty smatter smearing smears smirky smite smites
smithy smock smocked smocking smocks smokers smokey smuggled smuts snagged snaggy snags snaky snare snared snares snaring
snatchy snath sneaky sneer snick snicks snide sniffled sniffling sniffy snifter snifters snipped snipping snips snits snobs
snogs snook snooks snoopy snoot snoots snore snored snores snots snuff snuffed snuffer snuffers snuffing snuffle snuffled
snuffles snuffling snuffs snugged snuggest snuggling snugs soapy soars soave socle socles sofar softa softies softy solan solans
solders soldo solidi solidus solons solus solvers somas sombre someway someways sooks sooth soothers sopped sopping soppy sorbs
sorta sortied sorus sotted soughs souks soupy souse southeasters southers southwesters sowed sower sowers sowing spacers spake
spang spangs spank spanks sparge sparkie sparkies sparklers sparling sparred spars spasm spasms spate spayed spaying spays
specialisation specialisations specialises specie specifiers speck specks specular spellers spewed spewer spewing spicily spics
spied spiels spier spile spiles spilt spinel spinels spinet spinets spiny spirea spireas spiritualty spitz spitzes splashy splat
splats splice spliced splices splicing spline splines splint splints spoilt spongers spool spooled spools spoony spore sporty
spout spouts sprag sprags sprat sprats spreed sprigs springier sprit sprite sprites sprits sprue sprues spuds spued spues spuing
spunk spunks spurge spurn spurns spurt spurted spurts squashy squaw squaws squeaky squeal squeals squeezers stabiles
stabilisation stabilise stabilised stabilises stabilizers stacte stags stagy staid stalky stamin stanch stanches
standardisations standers stane stang stank stapedes stapes staplers starers starling starry starve starves stases stash
stateside statistic stave staved staves staving stead steads stealthy steamier steamy steeds steeple steeples steeve stela
stelas stele steles stent stents steppers stere stets stetting stich stickling sties stifling stile stilt stilts stimulator
stingers stingo stinko stinky stipes stirk stirks stirps stitchers stiver stoat stoats stockpot stockpots stocky stokers stolid
stomps stook stooped stooping stoops stoppled stoppling stork storks stound stoups stour stovers stowed stowing stows strake
strakes strangle strangler stranglers strangles strati stratus streaky streambed streamy strep stretchers stretchy strew strews
strick stricture strictured strictures strine stringy stripers stripling stripy stropped stropping strops strove stroy studiers
studious stuffy stumblers stumpy stunk stuns sturgeon sturgeons stutter stylet stylets stylised suable suave submariners
subsides subsidise subsidises subsidizes subtile suckled suckling sucres sugary suing suint sulcate sulks sulky sultana sultanas
summarisers summarizers sumps sunders supine supped supping suppler suras surds surra susses swabs swacked swaddle swaddles
swage swaged swages swagged swaging swags swain swains swale swampy swank swanks swart swash swath swaths sweatier swedes sweeny
swerve swerved swerves swerving swigs swine swines swinge swingeing swingers swink switchers swoons swound sylvite sylvites
symphonise synchronies synonymy synthesise synthesizes syrupy taches tacklers tacky tacos taction taels tainting takin takins
talas talion talky tallier talus tamarau tamaraus tamers tamis tamped tamps tangy tanka tankas tankfuls tanto tapas tapers tapis
tarns tarps tartar tartars tarts taser tasters taters taunt taunted taunts taupe taverna tavernas taxers tayra tayras teaks
teary teasel teasels teats techy teemed teems teethe telegraphy telephoners temped temping tempter tempts tench tenches tenet
tenets tennos termor terns terrapin terrapins terret testa testas testbed testis testy teths tetra tetras thebe thebes thegn
theorise theorises theorizes thereat therms thews thewy thicket thickets thickos thickset thills thingy thorny thoron thorp
thready thrips throaty throe throes throng throngs throttlers thrum thrums thrush tiara tiaras tical ticals tickers tickle
tickled tickles tickling tiddler tilde tildes tilers tilth tilths timbre timbres timeliness tincted tinea tineas tinge tinkers
tinkle tinkles tinny tints tippled tippling tipsy tirade tirades titch titer titers titian titis titre titres tittle tittles
titulary toastier toasty toddy toeas togas toile toiled toilers toils tokes tolyl toners toothy toots toppling toque toques
torii torose torrs torse torsk torsks torte tortes torts torturers torus toter totes touchy touristy touted touting touts
tracers tracery traditor tramp tramps tranche tranches trashy trass trave traves treble trebled trebles trebling treen trenchers
trendy tressure trews trice tricksy trikes trilled trilling trills trinal trine trines tripe triplets tripos triste triter
triune triunity trivia troat troats troches trope tropes tropic tropics tropology trots troupers trowed trowel trowels trowing
trows truckle truckles trugs trunnel trunnels trusty tryout tryouts tryst trysted trysting trysts tubers tucket tumblers tummy
tuners turbot turbots turds turfy turnkeys tutus twang twangs tween twine twinged twink twisty twitchy twits twixt tyros ulnar
unalike unauthorised unbeatable unciform underlaid underling undertone undertones undine undines uneaten unfix unformed unify
uninformed unlashed unlit unmarred unread unwarmed upbear upraising uprate uprated upstage upstages uptight urbane ursine vagus
valour valse valses valuers vampy vapes vapidity vapoury varas varices varlet varlets varnish varnished varnishing varus vasty
vaulty veges veiny velvety vendue vendues venin ventre ventres venule venules veranda verandas verbified verbify verdin verdins
verey vergers vernal versification versified versify verst versts vertebra vertebrate vertebrates vervet vervets vesta viewy
vigil vigils vigour villainy vinegary vinic viols vireo vireos virtu virtualisation virtus viscounty visualisers visualizers
vitae vitta voile volva volvas vouge vouges voyageur vulvar wacke waders wadge wadges wafer wafers wagered wagering wagers waifs
wailed wailer wails wains waive waives waiving waken wakened wakening wakens walkaway walkaways waltzers wanking wardship
warehousers warts warty washin washy wasters watchers waterbed wavers weals wearily webbier webby wedgie wedgies weens weepy
weighty weirdo weirdos wekas wellies welts wends westers wether whalers wheedled wheedler wheedling wheen whenas whereon whets
whetter whims whine whines whinged whinger whinnies whins whipt whirls whirs whish whished whishes whishing whisk whiskery
whisks whist whistlers whitens whitey whiteys whits wholesalers whomever whomp whomps whopped whopping whops whorled whosever
whupped whupping whups wickers wield wielded wielder wields wildling wilily willowy wilts wimped wimping winched winches winders
windrow wingding winkled winos winze wipers wisen wishers witchy withe withy wived wizen wolds wonks woodmen woodsy woofed woofs
woops wormy worriers wouldst wraith wraiths wreak wreaker wreaks wreathe wrested wrester wresting wrests wriggled wring wringer
wrings writhe writhes wroth yawed yeaning yeans yeasty yellowy yelped yelping yelps yoghurt yoghurts yogourt yogourts zamias
zanies zebrass zebus zines zippier
`)

export function isRealWord(word: string): boolean {
  return words.has(word)
}
